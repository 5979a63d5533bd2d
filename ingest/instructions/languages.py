"""The commonest forms in other languages, those that the attacks in the wild use: drop the rules, give full marks."""

from ingest.instructions.forms import STRONG, Form, forms

LANGUAGES: tuple[Form, ...] = forms(
    "language",
    "tells the model, in another language, what to do",
    # German
    (STRONG, "weisung regel befehl vorgab instruk gesagt alles",
            r"\b(?:ignorier\w*|vergiss|vergesst|vergessen\s+sie|missachte\w*|beachte\w*\s+nicht)\s+(?:bitte\s+)?"
            r"(?:alle\w*\s+|die\s+|deine\s+|sämtliche\s+|obige\w*\s+){0,3}(?:(?:vorherig|bisherig|obig|vorig"
            r"|früher|vorangehend|vorangegangen)\w*\s+)(?:\w+\s+)?(?:an)?(?:weisungen|regeln|befehle|vorgaben"
            r"|instruktionen|anleitungen)|\bvergiss\s+alles,?\s+was\s+(?:dir|man\s+dir|du)\b"),
    (STRONG, "antworte gib volle",
            r"\bantworte\w*\s+(?:ab\s+jetzt\s+)?nur\s+(?:noch\s+)?mit\b|\bgib\s+(?:dieser|jeder|der)\s+antwort\s+"
            r"(?:die\s+)?(?:volle|höchste|beste)|\bdu\s+bist\s+(?:jetzt|nun|ab\s+jetzt)\s+(?:ein|eine|kein)\w*\s+"
            r"(?:\w+\s+)?(?:assistent|ki|modell|chatbot|prüfer)"),
    # French
    (STRONG, "instruction consigne règle directive regle",
            r"\b(?:ignor(?:e|ez|er)|oubli(?:e|ez|er)|ne\s+tiens?\s+pas\s+compte\s+de"
            r"|ne\s+tenez\s+pas\s+compte\s+des?)\s+(?:toutes?\s+|tous\s+|les\s+|tes\s+|vos\s+|des\s+){0,3}"
            r"(?:instructions|consignes|r[èe]gles|directives)\s+(?:pr[ée]c[ée]dentes|ci-dessus|ant[ée]rieures"
            r"|donn[ée]es)"),
    (STRONG, "note uniquement désormais",
            r"\b(?:donne|donnez|attribue|attribuez)\s+(?:\w+\s+)?la\s+(?:note\s+maximale|meilleure\s+note)"
            r"|\br[ée]pond(?:s|ez)\s+(?:uniquement|seulement)\s+par\b|\btu\s+es\s+(?:d[ée]sormais|maintenant)\s+"
            r"(?:un|une)\s+(?:assistant|ia|mod[èe]le)"),
    # Spanish, Italian, Portuguese
    (STRONG, "instruc istruzion regla regole regras indicac",
            r"\b(?:ignor(?:a|e|ad|ate|ar)|olvid(?:a|e|ad)|descarta|haz\s+caso\s+omiso\s+de|dimentica(?:te)?"
            r"|esque[çc]a|desconsidere)\s+(?:(?:todas?|tutte|as|las|los|le|tus|sus|suas|tue)\s+){0,3}"
            r"(?:instrucciones|istruzioni|instru[çc][õo]es|reglas|regole|regras|indicaciones)\s+(?:anteriores"
            r"|previas|pr[ée]vias|precedenti|acima|de\s+arriba|que\s+\w+)"),
    (STRONG, "puntuaci rispondi nota partir",
            r"\b(?:da|dale|asigna|pon)\s+(?:\w+\s+){0,3}?la\s+m[áa]xima\s+(?:puntuaci[óo]n|nota)"
            r"|\ba\s+partir\s+de\s+ahora\s+eres\b|\brispondi\s+(?:solo|soltanto)\s+con\b"
            r"|\bd[êe]\s+nota\s+m[áa]xima\b|\bresponde\s+(?:s[óo]lo|solamente|[úu]nicamente)\s+con\b"),
    # Chinese, Japanese
    (STRONG, "忽 无视 無視 忘 不要理 不要遵",
            r"(?<!不要)(?<!不能)(?<!请勿)(?:忽略|无视|忽視|無視|忘记|忘掉|不要理会|不要遵守)[^。！？\n]{0,10}(?:之前|以上|先前|前面|上述"
            r"|所有)[^。！？\n]{0,8}(?:指令|指示|规则|規則|提示|命令)"),
    (STRONG, "分 只回 只用",
            r"给(?:这|該|该|每|所有)[^。！？\n]{0,8}(?:答案|回答)[^。！？\n]{0,6}(?:满分|滿分|最高分)|(?:^|[，。,；\s])只(?:回答|回复|用)[“\"「]"),
    (STRONG, "指示 命令", r"(?:以前|これまで|上記|前)の(?:すべての)?(?:指示|命令|ルール)[^。\n]{0,8}(?:無視|忘れ)"),
    # Russian
    (STRONG, "инструкц указан правил команд",
            r"\b(?:игнорируй\w*|забудь\w*|не\s+обращай\w*\s+внимания\s+на|проигнорируй\w*)\s+(?:\w+\s+){0,2}?"
            r"(?:предыдущ\w+|прежн\w+|вышеуказанн\w+|прошл\w+)\s+(?:инструкц\w+|указани\w+|правил\w*|команд\w*)"),
    (STRONG, "балл отвечай теперь",
            r"\b(?:поставь\w*|дай\w*)\s+(?:\w+\s+){0,3}?(?:высш|максимальн)\w+\s+(?:балл|оценк)"
            r"|\bотвечай\w*\s+только\s+(?:словом|фразой)\b|\bтеперь\s+ты\s+(?:не\s+)?(?:ассистент|бот|модель)"),
)  # fmt: skip
