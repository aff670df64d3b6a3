"""The texts that only the report has, in every language of the pages."""

from alkasba.derive.web.words import WORDS

OF_REPORT: dict[str, dict[str, str]] = {
    "cardVisual": {"en": "Card", "fr": "Carte", "ar": "بطاقة"},
    "lineChart": {"en": "Line chart", "fr": "Courbe", "ar": "مخطط خطي"},
    "columnChart": {
        "en": "Stacked column chart",
        "fr": "Colonnes empilées",
        "ar": "أعمدة مكدسة",
    },
    "clusteredColumnChart": {"en": "Column chart", "fr": "Colonnes", "ar": "مخطط أعمدة"},
    "lineClusteredColumnComboChart": {
        "en": "Columns and lines",
        "fr": "Colonnes et courbes",
        "ar": "أعمدة وخطوط",
    },
    "barChart": {"en": "Stacked bar chart", "fr": "Barres empilées", "ar": "أشرطة مكدسة"},
    "clusteredBarChart": {"en": "Bar chart", "fr": "Barres", "ar": "مخطط أشرطة"},
    "areaChart": {"en": "Area chart", "fr": "Aires", "ar": "مخطط مساحي"},
    "stackedAreaChart": {
        "en": "Stacked area chart",
        "fr": "Aires empilées",
        "ar": "مخطط مساحي مكدس",
    },
    "tableEx": {"en": "Table", "fr": "Tableau", "ar": "جدول"},
    "pivotTable": {"en": "Matrix", "fr": "Tableau croisé", "ar": "مصفوفة"},
    "azureMap": {"en": "Map", "fr": "Carte géographique", "ar": "خريطة"},
    "scatterChart": {"en": "Scatter chart", "fr": "Nuage de points", "ar": "مخطط انتشار"},
    "slicer": {"en": "Filter", "fr": "Filtre", "ar": "عامل تصفية"},
    "textbox": {"en": "Title", "fr": "Titre", "ar": "عنوان"},
    "bookmarkNavigator": {
        "en": "Buttons that choose the period",
        "fr": "Boutons qui choisissent la période",
        "ar": "أزرار لاختيار الفترة",
    },
    "actionButton": {
        "en": "Button back to the page before",
        "fr": "Bouton de retour à la page d’avant",
        "ar": "زر العودة إلى الصفحة السابقة",
    },
    "not_filtered": {
        "en": "Not filtered by {names}",
        "fr": "Non filtré par {names}",
        "ar": "غير مصفى حسب {names}",
    },
    "target_not_filtered": {
        "en": "{target}: not filtered by {names}",
        "fr": "{target} : non filtré par {names}",
        "ar": "{target}: غير مصفى حسب {names}",
    },
    "of": {"en": "{title} ({number})", "fr": "{title} ({number})", "ar": "{title} ({number})"},
    "one_member": {
        "en": "{title}: one of them",
        "fr": "{title} : le détail",
        "ar": "{title}: التفاصيل",
    },
    "at_a_glance": {
        "en": "{title}: at a glance",
        "fr": "{title} : en bref",
        "ar": "{title}: لمحة",
    },
    "last_calendar_year": {"en": "Last year", "fr": "L’an dernier", "ar": "السنة الماضية"},
}


def say(language: str, word: str, **values: object) -> str:
    """A text of the report; what the pages say already is said in their words.

    >>> say("fr", "tableEx"), say("en", "not_filtered", names="Channel")
    ('Tableau', 'Not filtered by Channel')
    """
    texts = OF_REPORT.get(word) or WORDS[word]
    return texts[language].format(**values)
