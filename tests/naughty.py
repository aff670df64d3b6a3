"""Names that trip programs: of other scripts, invisible, endless, or meant as code of some kind."""

NAUGHTY = (
    # Empty-looking, blank and invisible.
    "undefined", "null", "NaN", "None", "true", "0", "-1", "1e400", "0x1F", "1/0", "١٢٣",
    "a\u200bb", "\ufefftea", "soft\u00adhyphen", "non\u00a0breaking", "tab\tbetween", "\u2800",
    # From right to left, upside down, piled up, and beyond the first plane.
    "\u202eterces\u202c mint", "مرحبا world 123", "שָׁלוֹם", "\u2066isolated\u2069",
    "Z\u0351\u0343\u0332a\u0300l\u0323g\u0317o\u0321", "ﬁne ﬂour", "Ｔｅａ", "𝒯𝑒𝒶",
    "🌿👩‍🌾🏳️‍🌈", "田中さん茶", "ß ſ İ ı",
    "e\u0301 and é", "\U0001f600" * 30, "ŧé" * 60,
    # Meant for a page.
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg/onload=alert(1)>',
    "</textarea></title><b>", "&lt;b&gt; &amp;", "javascript:alert(1)", "<!-- -->", "]]>",
    "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{% raw %}", "%s%s%n", "{0.__class__}",
    # Meant for a spreadsheet, a database, a shell, a path, a template of a picture.
    "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1:A9)", '=HYPERLINK("http://x.example","x")',
    "'; DROP TABLE sale; --", "1 OR 1=1", "$(touch x)", "`touch x`", "../../etc/passwd",
    "C:\\con\\nul", "a,b;c|d", 'say "tea"', "it's", "line one\nline two", "datum.value", "\\u0041",
)  # fmt: skip
