"""The texts of the pages in every language they speak; titles come from the dashboards."""

from alkasba.derive.figures import Signs
from alkasba.derive.web.words_of_data import OF_DATA
from alkasba.derive.web.words_of_recommending import OF_RECOMMENDING
from alkasba.derive.web.words_of_stream import OF_STREAM
from alkasba.derive.web.words_of_trying import OF_TRYING

DIRECTION = {"en": "ltr", "fr": "ltr", "ar": "rtl"}
NAMES = {"en": "English", "fr": "Français", "ar": "العربية"}

# Arabic is written as in Algeria and Morocco: Western digits, a comma before the decimals.
SIGNS = {
    "en": Signs(),
    "fr": Signs(",", "\u202f", "oui", "non", "\u202f%"),
    "ar": Signs(",", ".", "نعم", "لا", "\u00a0%"),
}
SHEET_LOCALE = {"en": "809", "fr": "40C", "ar": "1401"}
"""How a spreadsheet calls the languages, so that the names of its months are theirs."""
DAY = {"en": "{day} {month} {year}", "fr": "{day} {month} {year}", "ar": "{day} {month} {year}"}
MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split(),
    "ar": "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر".split(),
}

CALENDAR_WORDS = {
    "day": {"fr": "Jour", "ar": "اليوم"},
    "week": {"fr": "Semaine", "ar": "الأسبوع"},
    "month": {"fr": "Mois", "ar": "الشهر"},
    "month_of_year": {"fr": "Mois de l’année", "ar": "شهر السنة"},
    "quarter": {"fr": "Trimestre", "ar": "الربع"},
    "year": {"fr": "Année", "ar": "السنة"},
    "weekday": {"fr": "Jour de la semaine", "ar": "يوم الأسبوع"},
    "day_of_month": {"fr": "Jour du mois", "ar": "يوم الشهر"},
    "fiscal_year": {"fr": "Exercice", "ar": "السنة المالية"},
    "fiscal_quarter": {"fr": "Trimestre de l’exercice", "ar": "الربع المالي"},
    "is_weekend": {"fr": "Week-end", "ar": "نهاية الأسبوع"},
    "is_holiday": {"fr": "Jour férié", "ar": "عطلة"},
}
"""The columns of the calendar; in English they are read as they are written."""

OF_PAGES: dict[str, dict[str, str]] = {
    "skip": {"en": "Skip to content", "fr": "Aller au contenu", "ar": "انتقل إلى المحتوى"},
    "dashboards": {"en": "Dashboards", "fr": "Tableaux de bord", "ar": "لوحات المتابعة"},
    "language": {"en": "Language", "fr": "Langue", "ar": "اللغة"},
    "home": {"en": "Overview", "fr": "Vue d’ensemble", "ar": "نظرة عامة"},
    "filters": {"en": "Filters", "fr": "Filtres", "ar": "عوامل التصفية"},
    "apply": {"en": "Apply", "fr": "Appliquer", "ar": "تطبيق"},
    "reset": {"en": "Clear", "fr": "Effacer", "ar": "مسح"},
    "remove": {"en": "Remove", "fr": "Retirer", "ar": "إزالة"},
    "period": {"en": "Period", "fr": "Période", "ar": "الفترة"},
    "from": {"en": "From", "fr": "Du", "ar": "من"},
    "to": {"en": "To", "fr": "Au", "ar": "إلى"},
    "compare": {"en": "Compare with", "fr": "Comparer à", "ar": "قارن مع"},
    "as_declared": {"en": "As declared", "fr": "Comme déclaré", "ar": "كما هو معلن"},
    "none": {"en": "Nothing", "fr": "Rien", "ar": "لا شيء"},
    "last_year": {"en": "Last year", "fr": "L’année précédente", "ar": "السنة الماضية"},
    "previous": {"en": "The period before", "fr": "La période d’avant", "ar": "الفترة السابقة"},
    "last_12_months": {"en": "Last 12 months", "fr": "12 derniers mois", "ar": "آخر 12 شهرًا"},
    "last_3_months": {"en": "Last 3 months", "fr": "3 derniers mois", "ar": "آخر 3 أشهر"},
    "this_month": {"en": "This month", "fr": "Ce mois-ci", "ar": "هذا الشهر"},
    "this_year": {"en": "This year", "fr": "Cette année", "ar": "هذه السنة"},
    "all": {"en": "All days", "fr": "Tous les jours", "ar": "كل الأيام"},
    "everything": {"en": "All", "fr": "Tout", "ar": "الكل"},
    "unknown": {"en": "unknown", "fr": "inconnu", "ar": "غير معروف"},
    "blank": {"en": "(blank)", "fr": "(vide)", "ar": "(فارغ)"},
    "target": {"en": "Target", "fr": "Objectif", "ar": "الهدف"},
    "of_target": {"en": "of the target", "fr": "de l’objectif", "ar": "من الهدف"},
    "change": {"en": "change", "fr": "évolution", "ar": "التغير"},
    "up": {"en": "up", "fr": "en hausse", "ar": "ارتفاع"},
    "down": {"en": "down", "fr": "en baisse", "ar": "انخفاض"},
    "more": {"en": "More", "fr": "Plus", "ar": "المزيد"},
    "details": {"en": "Details", "fr": "Détails", "ar": "التفاصيل"},
    "definition": {"en": "What it means", "fr": "Ce que cela veut dire", "ar": "المعنى"},
    "made_of": {"en": "Calculated as", "fr": "Calcul", "ar": "طريقة الحساب"},
    "only_where": {"en": "Only where", "fr": "Seulement où", "ar": "فقط حيث"},
    "only_by": {"en": "Only cut by", "fr": "Détaillé seulement par", "ar": "مفصل فقط حسب"},
    "over_time_first": {
        "en": "Of the first counted day of each period",
        "fr": "Du premier jour compté de chaque période",
        "ar": "لأول يوم جرد في كل فترة",
    },
    "over_time_last": {
        "en": "Of the last counted day of each period",
        "fr": "Du dernier jour compté de chaque période",
        "ar": "لآخر يوم جرد في كل فترة",
    },
    "over_time_min": {
        "en": "The least over the counted days",
        "fr": "Le minimum des jours comptés",
        "ar": "الأدنى في أيام الجرد",
    },
    "over_time_max": {
        "en": "The most over the counted days",
        "fr": "Le maximum des jours comptés",
        "ar": "الأقصى في أيام الجرد",
    },
    "over_time_avg": {
        "en": "The mean over the counted days",
        "fr": "La moyenne des jours comptés",
        "ar": "المتوسط في أيام الجرد",
    },
    "unit": {"en": "Unit", "fr": "Unité", "ar": "الوحدة"},
    "sql": {"en": "SQL", "fr": "SQL", "ar": "SQL"},
    "its_rows": {"en": "Its rows", "fr": "Ses lignes", "ar": "صفوفه"},
    "csv": {"en": "CSV", "fr": "CSV", "ar": "CSV"},
    "png": {"en": "Picture", "fr": "Image", "ar": "صورة"},
    "data": {"en": "As a table", "fr": "En tableau", "ar": "كجدول"},
    "back": {"en": "Back to", "fr": "Retour à", "ar": "العودة إلى"},
    "next_page": {"en": "Next rows", "fr": "Lignes suivantes", "ar": "الصفوف التالية"},
    "not_filtered": {
        "en": "Not filtered by {terms}",
        "fr": "Non filtré par {terms}",
        "ar": "غير مصفى حسب {terms}",
    },
    "cut": {
        "en": "The first {rows} rows; there are more.",
        "fr": "Les {rows} premières lignes ; il y en a d’autres.",
        "ar": "أول {rows} صف؛ وهناك المزيد.",
    },
    "cut_by": {"en": "By {terms}", "fr": "Par {terms}", "ar": "حسب {terms}"},
    "nothing": {
        "en": "Nothing in this view. Choose another period, or clear the filters.",
        "fr": "Rien dans cette vue. Choisissez une autre période ou effacez les filtres.",
        "ar": "لا شيء في هذا العرض. اختر فترة أخرى أو امسح عوامل التصفية.",
    },
    "no_tiles": {
        "en": "This dashboard has no tiles yet. Add [[tiles]] to its file.",
        "fr": "Ce tableau de bord n’a pas encore de tuiles. Ajoutez [[tiles]] à son fichier.",
        "ar": "لا توجد بطاقات في هذه اللوحة بعد. أضف [[tiles]] إلى ملفها.",
    },
    "no_dashboards": {
        "en": "The shop has no dashboards yet. Add a file to the folder dashboards.",
        "fr": "La boutique n’a pas encore de tableau de bord. "
        "Ajoutez un fichier au dossier dashboards.",
        "ar": "لا توجد لوحات متابعة بعد. أضف ملفًا إلى المجلد dashboards.",
    },
    "next_step": {"en": "What to do next", "fr": "Que faire ensuite", "ar": "الخطوة التالية"},
    "up_to": {
        "en": "Data up to {day}",
        "fr": "Données jusqu’au {day}",
        "ar": "البيانات حتى {day}",
    },
    "newest": {"en": "Data up to", "fr": "Données jusqu’au", "ar": "البيانات حتى"},
    "no_period": {
        "en": "All days; the dashboard is not filtered by day",
        "fr": "Tous les jours ; le tableau de bord n’est pas filtré par jour",
        "ar": "كل الأيام؛ اللوحة غير مصفاة حسب اليوم",
    },
    "run": {"en": "Run", "fr": "Chargement", "ar": "عملية التحميل"},
    "run_of": {"en": "Loaded", "fr": "Chargé le", "ar": "تاريخ التحميل"},
    "page_of": {
        "en": "Page {page} of {pages}",
        "fr": "Page {page} sur {pages}",
        "ar": "صفحة {page} من {pages}",
    },
    "figure": {"en": "Figure", "fr": "Indicateur", "ar": "المؤشر"},
    "value": {"en": "Value", "fr": "Valeur", "ar": "القيمة"},
    "sheet_full": {
        "en": "The sheet is full; there is more.",
        "fr": "La feuille est pleine ; il y a davantage.",
        "ar": "الورقة ممتلئة؛ وهناك المزيد.",
    },
    "first_bars": {
        "en": "The first {rows} of {all} are drawn.",
        "fr": "Les {rows} premiers sur {all} sont dessinés.",
        "ar": "رُسم أول {rows} من {all}.",
    },
    "take_away": {"en": "Take it away", "fr": "Emporter", "ar": "تنزيل"},
    "xlsx": {"en": "Excel", "fr": "Excel", "ar": "Excel"},
    "pdf": {"en": "PDF", "fr": "PDF", "ar": "PDF"},
    "print": {"en": "Print", "fr": "Imprimer", "ar": "طباعة"},
    "loaded": {"en": "Loaded {moment}", "fr": "Chargé le {moment}", "ar": "تم التحميل {moment}"},
    "tables": {"en": "Tables", "fr": "Tables", "ar": "الجداول"},
    "table": {"en": "Table", "fr": "Table", "ar": "الجدول"},
    "rows": {"en": "Rows", "fr": "Lignes", "ar": "الصفوف"},
    "about": {"en": "About", "fr": "Description", "ar": "الوصف"},
}
WORDS = OF_PAGES | OF_DATA | OF_STREAM | OF_RECOMMENDING | OF_TRYING


def say(language: str, word: str, **values: object) -> str:
    """A text of the pages.

    >>> say("fr", "cut", rows=500)
    'Les 500 premières lignes ; il y en a d’autres.'
    """
    return WORDS[word][language].format(**values)


def in_language(texts: dict[str, str], language: str) -> str:
    """The owner's text in a language, else in English, else in whichever there is.

    >>> in_language({"fr": "Ventes"}, "ar")
    'Ventes'
    """
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def best_language(accepted: str) -> str:
    """The language that a browser prefers among those of the pages.

    >>> best_language("pt-BR,fr-CA;q=0.8,en;q=0.5"), best_language("")
    ('fr', 'en')
    """
    for part in accepted.split(","):
        language = part.split(";")[0].strip().lower().split("-")[0]
        if language in NAMES:
            return language
    return "en"
