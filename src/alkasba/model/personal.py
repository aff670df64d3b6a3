"""Columns whose names look like personal data."""

import re
import unicodedata

SIGNS = {
    "e-mail": r"e_?mail|courriel|correo(_electronico)?|(ال)?بريد(_(ال)?الكتروني)?"
    r"|(эл_)?почта",
    "telephone": r"(tele|mobile_?)?phone(_?number)?|mobile|fax|telefon(o|e|nummer)?|telefoon"
    r"(nummer)?|movil|celular(e)?|cellulare|telemovel|handynummer|mobil(e|telefon|nummer)?|mobiel"
    r"|(ال)?هاتف|(ال)?جوال|телефон",
    "birth": r"birth(_?date|_?day)?|naissance|dob|nacimiento|nascimento|nascita|geburts(datum|tag)"
    r"|geboorte(datum)?|(ال)?ميلاد|рождения",
    "network address": r"ip_?address|mac_?address",
    "address": r"address|adresse|street|postal_?code|code_?postal|postcode|zip_?code|direccion"
    r"|domicilio|calle|codigo_postal|endereco|morada|indirizzo|anschrift|strasse|plz|postleitzahl"
    r"|adres|straat|(ال)?عنوان|адрес",
    "name of a person": r"(first|last|full|sur|family|contact|middle|maiden)_?name"
    r"|nom_de_famille|prenom|apellidos?|sobrenome|cognome|(vor|nach|familien)name"
    r"|(voor|achter)naam|(ال)?اسم_(ال)?(كامل|شخصي|عائلي)|фамилия|отчество",
    "bank account": r"iban|bic|card_?number|account_?number|kontonummer",
    "identity": r"ssn|passport|national_id|tax_id|dni|nif|pasaporte|cpf|codice_fiscale"
    r"|ausweis(nummer)?|паспорт",
    "secret": r"password|passwd|contrasena|senha|passwort|wachtwoord",
}
"""What a column would hold -> the words of its name that say so, without accents."""
WITHIN = {
    "e-mail": "メール|邮箱|電子郵件|이메일",
    "telephone": "電話|携帯|电话|手机|전화",
    "birth": "生年月日|誕生日|出生|生日|생년월일|생일",
    "address": "住所|地址|주소",
    "name of a person": "氏名|姓名|お名前|성명",
    "identity": "身份证|주민등록",
    "secret": "パスワード|密码|비밀번호",
}
"""The same for scripts that leave no blank between words."""
PATTERNS = {
    sign: re.compile(rf"(^|_)({words})($|_|s$)" + (f"|{WITHIN[sign]}" if sign in WITHIN else ""))
    for sign, words in SIGNS.items()
}


def looks_personal(name: str) -> str | None:
    """What kind of personal data a column of this name would hold, or None.

    >>> looks_personal("customer_email")
    'e-mail'
    >>> looks_personal("mail_order") is None
    True
    """
    plain = unicodedata.normalize("NFKD", name)
    # The marks of Japanese have a low class: without them its words would be others.
    plain = "".join(one for one in plain if unicodedata.combining(one) in (0, 8))
    plain = unicodedata.normalize("NFC", plain)
    lowered = re.sub(r"\W+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", plain)).casefold()
    return next((sign for sign, pattern in PATTERNS.items() if pattern.search(lowered)), None)
