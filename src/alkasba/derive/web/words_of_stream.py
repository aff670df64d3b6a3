"""The texts of the page of the stream."""

OF_STREAM: dict[str, dict[str, str]] = {
    "stream": {"en": "Stream", "fr": "Flux", "ar": "التدفق"},
    "no_stream": {
        "en": "No round was made yet. Run: alkasba produce --once",
        "fr": "Aucun tour n’a encore été fait. Lancez : alkasba produce --once",
        "ar": "لم تجر أي جولة بعد. شغّل: alkasba produce --once",
    },
    "not_streamed": {
        "en": "No table is streamed. Add [search] to the file of the table of your products.",
        "fr": "Aucune table n’est diffusée. Ajoutez [search] au fichier de la table des produits.",
        "ar": "لا يوجد جدول متدفق. أضف [search] إلى ملف جدول المنتجات.",
    },
    "last_round": {"en": "Last round", "fr": "Dernier tour", "ar": "آخر جولة"},
    "in_the_table": {"en": "In the table", "fr": "Dans la table", "ar": "في الجدول"},
    "to_index": {"en": "Waiting to be indexed", "fr": "À indexer", "ar": "بانتظار الفهرسة"},
    "dead_letters": {"en": "Dead letters", "fr": "Messages écartés", "ar": "رسائل مستبعدة"},
    "changes_a_minute": {
        "en": "Changes a minute",
        "fr": "Changements par minute",
        "ar": "التغييرات في الدقيقة",
    },
    "indexed_a_second": {
        "en": "Read a second, now",
        "fr": "Lus par seconde, à présent",
        "ar": "المقروء في الثانية الآن",
    },
    "last_error": {"en": "Last error", "fr": "Dernière erreur", "ar": "آخر خطأ"},
    "log_away": {
        "en": "The log does not answer: {why}",
        "fr": "Le journal ne répond pas : {why}",
        "ar": "السجل لا يستجيب: {why}",
    },
    "last_rounds": {"en": "Last rounds", "fr": "Derniers tours", "ar": "آخر الجولات"},
    "changes_told": {"en": "Changes told", "fr": "Changements transmis", "ar": "التغييرات المرسلة"},
    "seconds_taken": {
        "en": "Seconds that a round took",
        "fr": "Secondes par tour",
        "ar": "ثواني كل جولة",
    },
    "began": {"en": "Began", "fr": "Début", "ar": "بدأت"},
    "sent": {"en": "Changed", "fr": "Modifiés", "ar": "تغيّر"},
    "gone": {"en": "Gone", "fr": "Disparus", "ar": "اختفى"},
    "kept": {"en": "Left as told", "fr": "Laissés tels quels", "ar": "تُرك كما هو"},
    "went_wrong": {"en": "What was wrong", "fr": "Problème", "ar": "المشكلة"},
    "place": {"en": "Place", "fr": "Emplacement", "ar": "الموضع"},
    "first_letters": {
        "en": "The first {rows}; there are more.",
        "fr": "Les {rows} premiers ; il y en a d’autres.",
        "ar": "أول {rows}؛ وهناك المزيد.",
    },
    "nothing_to_do": {
        "en": "Nothing: the index is as the shop was at the last round.",
        "fr": "Rien : l’index est comme la boutique au dernier tour.",
        "ar": "لا شيء: الفهرس كما كان المتجر في آخر جولة.",
    },
    "do_consume": {
        "en": "Messages wait, and no consumer of this machine is at work. Run: alkasba consume",
        "fr": "Des messages attendent, et aucun consommateur de cette machine ne travaille. "
        "Lancez : alkasba consume",
        "ar": "هناك رسائل تنتظر ولا يعمل أي مستهلك على هذا الجهاز. شغّل: alkasba consume",
    },
    "do_replay": {
        "en": "Repair what was wrong with the dead letters, then run: alkasba replay",
        "fr": "Réparez la cause des messages écartés, puis lancez : alkasba replay",
        "ar": "أصلح سبب الرسائل المستبعدة ثم شغّل: alkasba replay",
    },
    "do_accept": {
        "en": "See whether so many are really gone; if so: alkasba produce --once --accept {table}",
        "fr": "Vérifiez que tant ont vraiment disparu ; si oui : "
        "alkasba produce --once --accept {table}",
        "ar": "تحقق من أن هذا العدد اختفى حقًا؛ إن كان كذلك: "
        "alkasba produce --once --accept {table}",
    },
    "do_look": {
        "en": "The last round failed; the next one does what it did not. Repair: {what}",
        "fr": "Le dernier tour a échoué ; le suivant fera le reste. À réparer : {what}",
        "ar": "فشلت آخر جولة؛ الجولة التالية تكمل الباقي. أصلح: {what}",
    },
    "do_reach": {
        "en": "Check [stream] url in alkasba.toml, and whether the log is up.",
        "fr": "Vérifiez [stream] url dans alkasba.toml, et si le journal fonctionne.",
        "ar": "تحقق من [stream] url في alkasba.toml ومن أن السجل يعمل.",
    },
}
