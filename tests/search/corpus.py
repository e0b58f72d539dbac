"""A small library in five languages, invented, on which the searches of the tests are held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from search import index
from search.index import Text
from search.models import Entry

DAY: Final = datetime(2026, 11, 1, 12, tzinfo=UTC)

# kind, key, audience, module, region, topics, year, {language: (title, text)}
THINGS: Final[tuple[tuple[str, str, str, str, str, tuple[str, ...], int | None, dict[str, tuple[str, str]]], ...]] = (
    ("section", "mission-first", "public", "strategic-alignment", "", (), 2026, {
        "en": ("Mission first, systems second", "A strategy for technology begins with the mission of Customs. "
               "Leaders decide what the administration must achieve; only then do they choose systems."),
        "fr": ("La mission d’abord, les systèmes ensuite", "Une stratégie informatique commence par la mission de la "
               "douane. Les dirigeants décident ce que l’administration doit accomplir avant de choisir les systèmes."),
        "ar": ("الرسالة أولاً ثم الأنظمة", "تبدأ استراتيجية تكنولوجيا المعلومات من رسالة الجمارك. "
               "يقرر القادة ما يجب أن تحققه الإدارة قبل اختيار الأنظمة."),
    }),
    ("section", "scorecard", "public", "strategic-alignment", "", ("T1",), 2026, {
        "en": ("A scorecard that fits on one page", "Measure what matters: four perspectives, a few indicators, and a "
               "strategic map that every director can explain. Do not measure everything."),
        "fr": ("Un tableau de bord sur une page", "Mesurez ce qui compte : quatre axes, quelques indicateurs et une "
               "carte stratégique que chaque directeur sait expliquer."),
        "es": ("Un cuadro de mando en una página", "Mida lo que importa: cuatro perspectivas, pocos indicadores y un "
               "mapa estratégico que cada director sepa explicar."),
    }),
    ("section", "single-window", "public", "strategic-perspectives", "", ("T2",), 2026, {
        "en": ("Single Window and coordinated borders", "One entry for the trader means many agreements behind it. "
               "A Single Window needs a law, a lead agency and data that all agencies understand."),
        "fr": ("Guichet unique et frontières coordonnées", "Une seule entrée pour l’opérateur suppose de nombreux "
               "accords. Le guichet unique demande une loi, un organisme chef de file et des données partagées."),
        "es": ("Ventanilla única y fronteras coordinadas", "Una sola entrada para el operador supone muchos acuerdos. "
               "La ventanilla única necesita una ley y datos compartidos."),
        "ru": ("Единое окно и согласованные границы", "Одна точка входа для торговли требует многих соглашений. "
               "Единому окну нужны закон, ведущее ведомство и общие данные."),
        "ar": ("النافذة الواحدة والحدود المنسقة", "مدخل واحد للمتعامل يعني اتفاقات كثيرة وراءه. "
               "تحتاج النافذة الواحدة إلى قانون وبيانات مشتركة."),
    }),
    ("section", "continuity", "public", "strategic-perspectives", "", ("T3",), 2026, {
        "en": ("Continuity, recovery and honest fallback", "A fallback nobody has practised is not one. Order an "
               "exercise every year; restore the backups; decide who talks to traders in the first hour."),
        "fr": ("Continuité, reprise et repli honnête", "Un repli que personne n’a répété n’en est pas un. Ordonnez un "
               "exercice chaque année et restaurez les sauvegardes."),
        "ru": ("Непрерывность и восстановление", "Запасной порядок, который никто не проверял, не поможет. "
               "Проводите учения каждый год и восстанавливайте резервные копии."),
    }),
    ("section", "suppliers", "public", "managing-ict-projects", "", ("T4",), 2026, {
        "en": ("Buying and working with suppliers", "Buy outcomes, keep the keys. Price is not the main criterion. "
               "Know how you leave a contract before you sign it; avoid lock-in; outsourcing moves work, not duty."),
        "fr": ("Acheter et travailler avec les fournisseurs", "Achetez des résultats et gardez les clés. Sachez "
               "comment sortir d’un contrat avant de le signer. La sous-traitance déplace le travail, pas le devoir."),
        "es": ("Comprar y trabajar con proveedores", "Compre resultados y conserve las llaves. Sepa cómo salir de un "
               "contrato antes de firmarlo. La contratación externa no traslada la responsabilidad."),
    }),
    ("section", "governing", "public", "ict-governance", "", ("T5",), 2026, {
        "en": ("Governing is not managing", "Leaders evaluate, direct and monitor; managers run. Governance says who "
               "answers for what, in writing, and which decisions must come to the board."),
        "fr": ("Gouverner n’est pas gérer", "Les dirigeants évaluent, orientent et contrôlent. La gouvernance dit par "
               "écrit qui répond de quoi et quelles décisions remontent au comité."),
        "es": ("Gobernar no es gestionar", "Los dirigentes evalúan, orientan y supervisan. La gobernanza dice por "
               "escrito quién responde de qué."),
        "ru": ("Управлять стратегически", "Руководители оценивают, направляют и контролируют. Стратегия управления "
               "письменно определяет, кто за что отвечает в таможенном органе."),
        "ar": ("الحوكمة ليست إدارة", "يقيّم القادة ويوجهون ويراقبون. تحدد الحوكمة كتابةً من المسؤول عن ماذا."),
    }),
    ("section", "risk", "public", "ict-governance", "", ("T5", "T6"), 2026, {
        "en": ("Risk: one register, not two", "ICT risk is business risk. Keep one register, name an owner for every "
               "risk, and put early warnings on the desk of the person who can act."),
        "fr": ("Risques : un registre, pas deux", "Le risque informatique est un risque de l’administration. Tenez un "
               "seul registre et nommez un responsable pour chaque risque."),
        "es": ("Riesgos: un registro, no dos", "El riesgo informático es un riesgo de la administración. Lleve un solo "
               "registro y nombre un responsable de cada riesgo."),
        "ar": ("المخاطر: سجل واحد لا سجلان", "مخاطر تكنولوجيا المعلومات هي مخاطر العمل. احتفظ بسجل واحد للمخاطر."),
    }),
    ("case_study", "posts-back-inside", "public", "ict-governance", "NAME", ("T4",), 2026, {
        "en": ("Bringing 60 outsourced posts back inside in three years", "Two thirds of the people who understood the "
               "clearance system worked for the supplier. Outsourcing continues for the rest, and the outsourced "
               "posts are fewer each year."),
        "ar": ("إعادة ستين وظيفة إلى الداخل خلال ثلاث سنوات", "كان ثلثا من يفهمون نظام التخليص الجمركي يعملون لدى المورد. "
               "قررت إدارة الجمارك ما لا يمكن استئجاره من المعارف."),
    }),
    ("case_study", "stopped-and-finished", "public", "managing-ict-projects", "EUR", ("T4",), 2026, {
        "en": ("We stopped our own clearance system, and finished sooner", "Stop conditions were written into the "
               "outsourcing contract. Using them was uncomfortable, lawful and quick. The project board decided."),
        "fr": ("Nous avons arrêté notre système de dédouanement, et fini plus tôt", "Les conditions d’arrêt étaient "
               "écrites dans le contrat de sous-traitance. Le comité de projet a décidé. L’élaboration d’un nouveau "
               "système a pris huit mois."),
    }),
    ("case_study", "two-pilots", "public", "managing-ict-projects", "AMS", (), 2024, {
        "en": ("Two pilots, one contract: choosing after the evidence", "A small island administration paid two "
               "suppliers for eight weeks each, then chose. The second pilot cost less than the dispute it avoided."),
        "es": ("Dos pilotos, un contrato: elegir con pruebas", "Una pequeña aduana insular pagó a dos proveedores "
               "durante ocho semanas y luego eligió. El segundo piloto costó menos que el litigio que evitó."),
    }),
    ("case_study", "service-desk", "public", "ict-governance", "AP", ("T4", "T6"), 2025, {
        "en": ("The service desk we gave away and the one we kept", "Why officers’ questions stayed inside, and "
               "password resets did not. Organisational change mattered more than the tool."),
    }),
    ("case_study", "paper-free", "public", "strategic-perspectives", "WCA", ("T2",), 2025, {
        "fr": ("Élaborer un dédouanement sans papier", "L’administration a supprimé douze documents avant d’acheter un "
               "logiciel. Les marchandises déclarées par voie électronique sortent en quatre heures. Cœur du "
               "projet : la confiance des opérateurs."),
        "en": ("Clearance without paper", "The administration abolished twelve documents before it bought software. "
               "Goods declared electronically leave in four hours."),
    }),
    ("case_study", "border-post", "public", "strategic-perspectives", "EUR", ("T2", "T3"), 2025, {
        "ru": ("Один пост вместо двух", "Две таможенные службы объединили пост на границе. Отчёт о проекте показал, что "
               "время таможенного оформления сократилось вдвое. Стратегии обеих служб были согласованы."),
        "en": ("One post instead of two", "Two Customs services share one border post. The project report shows that "
               "clearance time was halved. The strategies of both services were aligned."),
    }),
    ("case_study", "breach", "members", "ict-governance", "EUR", ("T7",), 2026, {
        "en": ("The night of the ransomware at Zandoria", "Zandoria Customs lost its declarations for nine days. The "
               "governance of backups had been outsourced. Ransomware came through a supplier."),
        "fr": ("La nuit du rançongiciel en Zandorie", "La douane de Zandorie a perdu ses déclarations pendant neuf "
               "jours. La gouvernance des sauvegardes avait été sous-traitée."),
    }),
)  # fmt: skip


def texts() -> list[Text]:
    """Give every text of the library, each thing a day older than the one before it."""
    return [text for number, thing in enumerate(THINGS) for text in _texts(number, thing)]


def _texts(number: int, thing: Any) -> list[Text]:
    kind, key, audience, module, region, topics, year, languages = thing
    return [
        Text(
            kind=kind,
            key=key,
            language=language,
            address=f"/{language}/{kind}/{key}/",
            title=title,
            text=body,
            audience=audience,
            module=module,
            region=region,
            topics=topics,
            year=year,
            updated=DAY - timedelta(days=number),
        )
        for language, (title, body) in languages.items()
    ]


def fill() -> None:
    for text in texts():
        index.put(text)


def many(number: int, *, title: str = "A customs text", word: str = "customs") -> None:
    """Add a great many short texts at once, all with the same word and one with ``needle``."""
    rows = (
        Text(
            kind="section",
            key=f"many-{n:06}",
            language="en",
            address=f"/en/many/{n}/",
            title=f"{title} {n}",
            text=f"{word} needle" if n == number // 2 else word,
            region="EUR" if n % 2 else "WCA",
            updated=DAY - timedelta(minutes=n),
        )
        for n in range(number)
    )
    Entry.objects.bulk_create(
        (Entry(kind=row.kind, key=row.key, language=row.language, **index._values(row)) for row in rows),
        batch_size=500,
    )
