"""Lines that judge: ordinary chat and words of warning, written for this project, to hide a lure among.

They belong to the evaluation. Nothing may be learned from them, or the figures for padding and camouflage would
flatter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CHAT: Final[Mapping[str, tuple[str, ...]]] = {
    "English": (
        "did anyone watch the match yesterday",
        "my internet has been so slow since this morning",
        "haha no way, that really happened?",
        "the second song was better than the first one if you ask me",
        "brb, making tea",
        "who is coming to the park on sunday",
        "that cat is asleep on my keyboard again",
        "I still have to finish my homework for tomorrow",
        "good morning everyone, hope you slept well",
        "which camera are you using? the picture looks so clear",
        "ok I will be late, the bus is stuck",
        "can somebody tell me how to change the language of the subtitles",
    ),
    "Spanish": (
        "buenas, ¿qué tal el día?",
        "jajaja me muero de la risa",
        "hoy hace un calor horrible en mi ciudad",
        "¿a qué hora empieza el directo mañana?",
        "yo prefiero la primera canción, la verdad",
        "mi hermana cocina mucho mejor que yo",
        "se me olvidó el paraguas y está lloviendo",
        "saludos desde Valencia, primera vez por aquí",
    ),
    "Portuguese": (
        "bom dia pessoal, como vocês estão?",
        "kkkkk não acredito nisso",
        "esqueci de comprar pão de novo",
        "o jogo de ontem foi muito bom",
        "alguém sabe que horas é a prova amanhã?",
        "minha avó faz o melhor bolo do mundo",
        "que cidade bonita, quero conhecer um dia",
        "vou dormir, até amanhã",
    ),
    "Indonesian": (
        "selamat pagi semuanya, sudah sarapan belum",
        "hujan terus dari tadi malam",
        "lagu yang kedua paling enak didengar",
        "besok jadi ke rumah nenek kan?",
        "wkwk lucu banget kucingnya",
        "aku masih di jalan, macet parah",
        "siapa yang sudah selesai tugas sejarah",
        "salam dari Bandung kak",
    ),
    "Vietnamese": (
        "chào cả nhà, hôm nay mọi người thế nào",
        "trời mưa to quá chưa về được",
        "bài hát này nghe hay thật",
        "mai có ai đi học thêm không",
        "con mèo nhà mình vừa làm vỡ cái cốc",
        "ăn cơm chưa mọi người ơi",
        "cuối tuần này đi đá bóng nhé",
        "xem đến cuối vẫn thấy buồn cười",
    ),
    "Turkish": (
        "günaydın arkadaşlar, nasılsınız",
        "bugün okulda çok yoruldum",
        "dünkü maçı izleyen var mı",
        "annem yine börek yapmış, mis gibi kokuyor",
        "yayın kaçta başlıyor bilen var mı",
        "kar yağıyor burada, çok güzel",
        "ikinci bölüm daha iyiydi bence",
        "ben çıkıyorum, yarın görüşürüz",
    ),
    "German": (
        "guten Abend zusammen, wie war euer Tag",
        "ich habe schon wieder meinen Schlüssel vergessen",
        "das Wetter soll am Wochenende besser werden",
        "wer kommt morgen mit ins Schwimmbad",
        "die Folge gestern fand ich ziemlich langweilig",
        "mein Hund hat den halben Kuchen gefressen",
        "bin gleich wieder da, es klingelt",
        "Grüße aus Leipzig an alle",
    ),
    "French": (
        "bonsoir tout le monde, ça va ?",
        "j'ai raté mon train ce matin",
        "la fin du film m'a vraiment surpris",
        "quelqu'un a la recette de la tarte ?",
        "il neige chez vous aussi ?",
        "mon petit frère apprend la guitare",
        "on se retrouve samedi devant le cinéma",
        "trop mignon ce chien",
    ),
    "Russian": (
        "всем привет, как настроение?",
        "у нас сегодня первый снег",
        "кто смотрел вчерашнюю серию?",
        "мама испекла пирог, очень вкусный",
        "завтра контрольная, а я ничего не учил",
        "вторая песня мне понравилась больше",
        "ладно, я спать, до завтра",
        "кот опять уронил цветок с окна",
    ),
    "Arabic": (
        "صباح الخير جميعا كيف حالكم",
        "الجو حار جدا اليوم",
        "متى يبدأ البث غدا؟",
        "المباراة أمس كانت رائعة",
        "أختي طبخت لنا عشاء لذيذا",
        "تحياتي لكم من عمان",
        "الأغنية الثانية أجمل بكثير",
        "سأعود بعد قليل",
    ),
    "Hindi": (
        "नमस्ते दोस्तों, आज का दिन कैसा रहा",
        "यहाँ सुबह से बारिश हो रही है",
        "कल का मैच किसने देखा",
        "माँ ने आज खीर बनाई है",
        "परीक्षा अगले हफ्ते शुरू होगी",
        "यह गाना बहुत अच्छा है",
        "मैं थोड़ी देर में आता हूँ",
        "बिल्ली फिर से सो गई",
    ),
    "Chinese": (
        "大家早上好，吃早饭了吗",
        "昨天的比赛真精彩",
        "我家猫又把杯子打翻了",
        "今天下雨，没带伞",
        "第二首歌更好听一点",
        "明天几点开始上课",
        "周末一起去爬山吧",
        "我先去睡了，晚安",
    ),
}
"""Chat by language."""

WARNINGS: Final = (
    "Beware of scammers, most of these sites are fake!",
    "Please be careful out there, never share your password with anyone.",
    "A lot of people got tricked by fake pages last week, so watch out.",
    "I know there are many scams around, this one I checked myself.",
    "Do not trust strangers who ask for your card number.",
    "Warning: report anybody who pretends to be from support.",
    "Cuidado con las estafas, casi todo lo que circula es falso.",
    "Hati-hati penipuan, jangan mudah percaya orang.",
    "Dolandırıcılara dikkat edin, çoğu sahte.",
    "Осторожно, вокруг полно мошенников.",
)
"""Warnings that a lure wears as camouflage."""
