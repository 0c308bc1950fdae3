// The words of the phones' chrome, in the language of each phone. The toolbar is in English.

const en = {
  staff: "Staff", member: "Member", invited: "Invited", visitor: "Visitor", bot: "bot", typing: "typing…", switchTo: "Change the person: ",
  searchPeople: "Search people and companies", nobody: "Nobody by that name", more: "More", messages: "Messages",
  message: "Message", send: "Send", attach: "Attach", menu: "Menu", commands: "Commands", noCommands: "No commands yet",
  keyboardShow: "Show buttons", keyboardHide: "Hide buttons", start: "START", unblock: "UNBLOCK",
  blocked: "You blocked this bot", about: "What can this bot do?", inviteTitle: "You received an invite link",
  inviteOpen: "Open invite link", block: "Block bot", unblockItem: "Unblock bot", language: "Language of this phone",
  photo: "Photo", photoOrVideo: "Photo or video", file: "File", files: (n) => `${n} files`, play: "Play video",
  tenAtOnce: "At most ten files go together. The first ten are held.", contact: "My contact", shareTitle: "Share your phone number?",
  shareText: "The bot will see your name and your number.", share: "Share", cancel: "Cancel", ok: "OK",
  edited: "edited", newMessages: "New messages", toBottom: "Go to the newest message", you: "You", reply: "Reply",
  edit: "Edit", editing: "Edit message", replyTo: "Reply to", remove: "Remove", today: "Today", yesterday: "Yesterday",
  pollAnonymous: "Anonymous poll", pollPublic: "Poll", pollClosed: "Final results", quiz: "Quiz", vote: "Vote",
  retract: "Take back my vote", votes: (n) => (n === 1 ? "1 vote" : `${n} votes`), noVotes: "No votes yet",
  chosen: "your choice", download: "Download", open: "Open picture", picture: "Picture", location: "Location",
  sticker: "Sticker", voice: "Voice message", video: "Video", audio: "Audio", other: "Message of another kind",
  forwarded: "Forwarded from", pinned: "Pinned a message", linkClosed: "The demo does not leave this page:",
  copied: "Copied", copy: "Copy text", spoiler: "Hidden text: press to show",
  close: "Close",
  unread: (n) => (n === 1 ? "1 unread message" : `${n} unread messages`), user: "Person", bytes: ["B", "KB", "MB"],
  attached: "Add a caption…", options: "Message options", connecting: "connecting…", pending: "Not answered yet",
  waits: (n, time) => `🌙 It is night: ${n === 1 ? "1 message waits" : `${n} messages wait`} until ${time}`,
};

const fr = {
  staff: "Équipe", member: "Membre", invited: "Invitation", visitor: "Visiteur", bot: "bot", typing: "écrit…",
  switchTo: "Changer de personne : ", searchPeople: "Chercher une personne, une entreprise",
  nobody: "Personne de ce nom", more: "Plus", messages: "Messages", message: "Message", send: "Envoyer",
  attach: "Joindre", menu: "Menu", commands: "Commandes", noCommands: "Pas encore de commandes",
  keyboardShow: "Afficher les boutons", keyboardHide: "Masquer les boutons", start: "DÉMARRER", unblock: "DÉBLOQUER",
  blocked: "Vous avez bloqué ce bot", about: "Que peut faire ce bot ?",
  inviteTitle: "Vous avez reçu un lien d’invitation", inviteOpen: "Ouvrir le lien d’invitation",
  block: "Bloquer le bot", unblockItem: "Débloquer le bot", language: "Langue de ce téléphone", photo: "Photo",
  photoOrVideo: "Photo ou vidéo", files: (n) => `${n} fichiers`, play: "Lire la vidéo",
  tenAtOnce: "Dix fichiers au plus partent ensemble. Les dix premiers sont retenus.", file: "Fichier", contact: "Mon contact", shareTitle: "Partager votre numéro ?",
  shareText: "Le bot verra votre nom et votre numéro.", share: "Partager", cancel: "Annuler", ok: "OK",
  edited: "modifié", newMessages: "Nouveaux messages", toBottom: "Aller au dernier message", you: "Vous",
  reply: "Répondre", edit: "Modifier", editing: "Modifier le message", replyTo: "En réponse à", remove: "Retirer",
  today: "Aujourd’hui", yesterday: "Hier", pollAnonymous: "Sondage anonyme", pollPublic: "Sondage",
  pollClosed: "Résultats définitifs", quiz: "Quiz", vote: "Voter", retract: "Retirer mon vote",
  votes: (n) => (n < 2 ? `${n} vote` : `${n} votes`), noVotes: "Aucun vote", chosen: "votre choix",
  download: "Télécharger", open: "Ouvrir l’image", picture: "Image", location: "Position", sticker: "Autocollant",
  voice: "Message vocal", video: "Vidéo", audio: "Audio", other: "Message d’un autre type", forwarded: "Transféré de",
  pinned: "A épinglé un message", linkClosed: "La démo ne quitte pas cette page :", copied: "Copié",
  copy: "Copier le texte", spoiler: "Texte masqué : appuyer pour l’afficher",
  close: "Fermer",
  unread: (n) => (n < 2 ? `${n} message non lu` : `${n} messages non lus`), user: "Personne", bytes: ["o", "Ko", "Mo"],
  attached: "Ajouter une légende…", options: "Options du message", connecting: "connexion…",
  pending: "Pas encore de réponse",
  waits: (n, time) => `🌙 Il fait nuit : ${n === 1 ? "1 message attend" : `${n} messages attendent`} jusqu’à ${time}`,
};

function arabicCount(n, one, two, few, many, other) {
  if (n === 1 || n === 2) return n === 1 ? one : two;
  const rest = n % 100;
  return `${n} ${rest >= 3 && rest <= 10 ? few : rest >= 11 ? many : other}`;
}

const UNREAD_ONE = "رسالة غير مقروءة";

const ar = {
  staff: "فريق العمل", member: "عضو", invited: "دعوة", visitor: "زائر", bot: "بوت", typing: "يكتب…", switchTo: "تبديل الشخص: ",
  searchPeople: "البحث عن شخص أو شركة", nobody: "لا أحد بهذا الاسم", more: "المزيد", messages: "الرسائل",
  message: "رسالة", send: "إرسال", attach: "إرفاق", menu: "القائمة", commands: "الأوامر", noCommands: "لا أوامر بعد",
  keyboardShow: "إظهار الأزرار", keyboardHide: "إخفاء الأزرار", start: "بدء", unblock: "إلغاء الحظر",
  blocked: "هذا البوت محظور", about: "ماذا يمكن لهذا البوت أن يفعل؟", inviteTitle: "وصلكم رابط دعوة",
  inviteOpen: "فتح رابط الدعوة", block: "حظر البوت", unblockItem: "إلغاء حظر البوت", language: "لغة هذا الهاتف",
  photo: "صورة", photoOrVideo: "صورة أو فيديو", file: "ملف", play: "تشغيل الفيديو",
  files: (n) => arabicCount(n, "ملف واحد", "ملفان", "ملفات", "ملفًا", "ملف"),
  tenAtOnce: "تُرسل معًا عشرة ملفات كحدّ أقصى. حُفظت العشرة الأولى.", contact: "بطاقتي", shareTitle: "مشاركة رقم الهاتف؟",
  shareText: "سيرى البوت اسمكم ورقمكم.", share: "مشاركة", cancel: "إلغاء", ok: "حسنًا", edited: "معدّلة",
  newMessages: "رسائل جديدة", toBottom: "الذهاب إلى أحدث رسالة", you: "أنتم", reply: "ردّ", edit: "تعديل",
  editing: "تعديل الرسالة", replyTo: "ردًّا على", remove: "إزالة", today: "اليوم", yesterday: "أمس",
  pollAnonymous: "استطلاع مجهول", pollPublic: "استطلاع", pollClosed: "النتائج النهائية", quiz: "اختبار", vote: "تصويت",
  retract: "سحب صوتي", votes: (n) => arabicCount(n, "صوت واحد", "صوتان", "أصوات", "صوتًا", "صوت"),
  noVotes: "لا أصوات بعد", chosen: "اختياركم", download: "تنزيل", open: "فتح الصورة", picture: "صورة", location: "موقع",
  sticker: "ملصق", voice: "رسالة صوتية", video: "فيديو", audio: "ملف صوتي", other: "رسالة من نوع آخر",
  forwarded: "محوّلة من", pinned: "ثُبّتت رسالة", linkClosed: "لا يغادر العرض هذه الصفحة:", copied: "نُسخ",
  copy: "نسخ النصّ", spoiler: "نصّ مخفي: يظهر بالضغط",
  close: "إغلاق",
  unread: (n) =>
    arabicCount(n, "رسالة واحدة غير مقروءة", "رسالتان غير مقروءتين", "رسائل غير مقروءة", UNREAD_ONE, UNREAD_ONE),
  user: "شخص", bytes: ["بايت", "ك.ب", "م.ب"], attached: "إضافة شرح…", options: "خيارات الرسالة",
  connecting: "جارٍ الاتصال…", pending: "لا ردّ بعد",
  waits: (n, time) =>
    `🌙 الوقت ليل: ${arabicCount(n, "رسالة واحدة تنتظر", "رسالتان تنتظران", "رسائل تنتظر", "رسالة تنتظر", "رسالة تنتظر")} حتى \u2068${time}\u2069`,
};

const ALL = { en, fr, ar };
export const LANGUAGES = { en: "English", fr: "Français", ar: "العربية" };

/** The page's language for a Telegram language_code: by its language part, English when it has none of ours. */
export function languageOf(code) {
  const part = String(code ?? "").toLowerCase().split(/[-_]/u)[0];
  return part in ALL ? part : "en";
}

export const labels = (language) => ALL[language];
export const directionOf = (language) => (language === "ar" ? "rtl" : "ltr");
