"""The texts of what is tried on recommendations."""

OF_TRYING: dict[str, dict[str, str]] = {
    "what_is_tried": {"en": "What is tried", "fr": "À l’essai", "ar": "ما يُجرَّب"},
    "tried_on": {
        "en": "{name}: purchases count for {days} days after something was shown. Lift is over "
        "{control}, with 95 % intervals.",
        "fr": "{name} : les achats comptent pendant {days} jours après la présentation. Le gain "
        "est par rapport à {control}, avec des intervalles à 95 %.",
        "ar": "{name}: تُحسب المشتريات خلال {days} يوما بعد العرض. الزيادة مقارنة بـ {control}، "
        "مع فترات ثقة 95 %.",
    },
    "an_arm": {"en": "Arm", "fr": "Groupe", "ar": "المجموعة"},
    "people_shown": {"en": "People", "fr": "Personnes", "ar": "الأشخاص"},
    "times_shown": {"en": "Shown", "fr": "Présentés", "ar": "المعروض"},
    "times_clicked": {"en": "Clicked", "fr": "Cliqués", "ar": "المنقور"},
    "times_bought": {"en": "Bought", "fr": "Achetés", "ar": "المشترى"},
    "click_through_rate": {"en": "Click rate", "fr": "Taux de clic", "ar": "نسبة النقر"},
    "conversion": {"en": "People who bought", "fr": "Acheteurs", "ar": "من اشتروا"},
    "spent_per_person": {
        "en": "Spent by a customer",
        "fr": "Dépense par client",
        "ar": "إنفاق العميل",
    },
    "the_lift": {"en": "Lift", "fr": "Gain", "ar": "الزيادة"},
    "a_range": {"en": "{low} to {high}", "fr": "{low} à {high}", "ar": "{low} إلى {high}"},
    "is_sure": {"en": "sure", "fr": "sûr", "ar": "مؤكد"},
    "not_sure": {"en": "not sure", "fr": "pas sûr", "ar": "غير مؤكد"},
    "doubt_unequal": {
        "en": "The arms do not have their shares: no lift can be trusted.",
        "fr": "Les groupes n’ont pas leurs parts : aucun gain n’est fiable.",
        "ar": "المجموعات ليست بحصصها: لا يمكن الوثوق بأي زيادة.",
    },
    "doubt_few": {
        "en": "An arm has few people: wait before you decide.",
        "fr": "Un groupe compte peu de personnes : attendez avant de décider.",
        "ar": "في إحدى المجموعات قليل من الأشخاص: انتظر قبل أن تقرر.",
    },
    "doubt_moved": {
        "en": "Some people were in two arms and are left out.",
        "fr": "Des personnes étaient dans deux groupes et sont écartées.",
        "ar": "كان بعض الأشخاص في مجموعتين واستُبعدوا.",
    },
}
