//! The words around reader comments, in the languages of the news.

use std::sync::LazyLock;

use crate::text::{WordMap, raw_tokens};

/// Words for comments in a heading, folded.
const COMMENTS: &[&str] = &[
    "comments",
    "kommentare",
    "kommentaren",
    "leserkommentare",
    "leserstimmen",
    "lesermeinungen",
    "commentaires",
    "comentarios",
    "comentários",
    "comentaris",
    "commenti",
    "reacties",
    "kommentarer",
    "kommentit",
    "kommenttia",
    "kommentek",
    "hozzászólások",
    "komentarze",
    "komentarzy",
    "komentáře",
    "komentářů",
    "komentáre",
    "komentari",
    "komentara",
    "komentarji",
    "comentarii",
    "σχόλια",
    "комментарии",
    "комментариев",
    "комментария",
    "коментарі",
    "коментари",
    "yorumlar",
    "댓글",
    "تعليقات",
    "التعليقات",
    "نظرات",
    "תגובות",
    "टिप्पणियाँ",
];

/// Words that have another meaning too, folded: they need a number or a second word.
const REPLIES: &[&str] = &[
    "comment",
    "response",
    "responses",
    "reply",
    "replies",
    "thought",
    "thoughts",
    "conversation",
    "discussion",
    "commented",
    "feedback",
    "kommentar",
    "leserkommentar",
    "antworten",
    "diskussion",
    "commentaire",
    "réaction",
    "réactions",
    "réponse",
    "réponses",
    "comentario",
    "comentário",
    "comentari",
    "respuesta",
    "respuestas",
    "respostas",
    "opiniones",
    "discusión",
    "commento",
    "risposte",
    "reactie",
    "opmerkingen",
    "kommentti",
    "keskustelu",
    "komment",
    "hozzászólás",
    "komentarz",
    "opinie",
    "komentář",
    "diskuse",
    "diskuze",
    "komentár",
    "komentar",
    "comentariu",
    "σχόλιο",
    "комментарий",
    "отзывы",
    "обсуждение",
    "коментар",
    "yorum",
    "bình",
    "تعليق",
    "टिप्पणी",
];

/// Other words of such a heading.
const BESIDE: &[&str] = &[
    "all",
    "reader",
    "readers",
    "user",
    "the",
    "view",
    "show",
    "read",
    "latest",
    "recent",
    "so",
    "far",
    "your",
    "our",
    "top",
    "add",
    "leave",
    "post",
    "write",
    "join",
    "no",
    "one",
    "two",
    "a",
    "from",
    "by",
    "of",
    "on",
    "to",
    "alle",
    "der",
    "leser",
    "zu",
    "neueste",
    "tous",
    "les",
    "des",
    "de",
    "los",
    "lectores",
    "lecteurs",
    "dei",
    "lettori",
    "las",
    "los",
    "dos",
    "leitores",
    "van",
    "lezers",
    "все",
    "читателей",
    "luận",
    "toon",
    "voir",
    "ver",
    "facebook",
    "disqus",
    "s",
];

/// Words after a count of comments that introduce what they comment on.
const ON: &[&str] =
    &["on", "to", "zu", "sur", "en", "a", "su", "op", "til", "till", "к", "на", "for", "für", "à"];

/// The most words of a heading that does not repeat the title.
const MAX_WORDS: usize = 6;

/// Buttons below a comment, folded.
const REPLY: &[&str] = &[
    "reply",
    "reply to this",
    "respond",
    "quote",
    "report",
    "like",
    "like · reply",
    "log in to reply",
    "antworten",
    "antwort",
    "répondre",
    "responder",
    "contestar",
    "rispondi",
    "beantwoorden",
    "reageer",
    "svar",
    "svara",
    "vastaa",
    "odpowiedz",
    "odpovědět",
    "odpovedať",
    "ответить",
    "відповісти",
    "yanıtla",
    "cevapla",
    "返信",
    "답글",
    "回复",
    "回覆",
    "رد",
    "trả lời",
];

/// Words between a name and what the person wrote, folded.
const WROTE: &[&str] = &[
    "says",
    "says:",
    "said",
    "said...",
    "said:",
    "wrote",
    "wrote:",
    "writes:",
    "replied",
    "posted by",
    "submitted by",
    "commented",
    "sagt",
    "sagt:",
    "schreibt",
    "schreibt:",
    "schrieb",
    "a dit",
    "a écrit",
    "dice",
    "dice:",
    "dijo",
    "dijo...",
    "disse",
    "disse:",
    "disse...",
    "ha scritto",
    "zegt",
    "schreef",
    "skriver",
    "sier",
    "säger",
    "pisze",
    "napisał",
    "пишет",
    "said on",
    "wrote on",
];

/// The word in scripts without spaces, in which each character is a token.
const COMMENTS_WITHOUT_SPACES: &[&str] = &["コメント", "评论", "評論", "留言", "ความคิดเห็น"];

/// Bytes of the longest heading in such a script.
const MAX_WITHOUT_SPACES: usize = 60;

/// The meaning of a word in a heading of comments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum HeadingWord {
    Comment,
    Reply,
    #[default]
    Beside,
}

/// The meaning of a word; `None` if headings of comments do not have it.
fn heading_word(word: &str) -> Option<HeadingWord> {
    static WORDS: LazyLock<WordMap<HeadingWord>> = LazyLock::new(|| {
        let mut words: WordMap<HeadingWord> = BESIDE.iter().copied().collect();
        REPLIES.iter().for_each(|word| *words.entry(word) = HeadingWord::Reply);
        COMMENTS.iter().for_each(|word| *words.entry(word) = HeadingWord::Comment);
        words
    });
    WORDS.get(word).copied()
}

/// Whether a folded line is a heading that names or counts comments: "3 comments", "Leave a reply",
/// "2 responses to “Rain”".
pub(crate) fn is_comments_heading(folded: &str) -> bool {
    if names_comments_without_spaces(folded) {
        return true;
    }
    let (mut is_sure, mut is_likely, mut has_number, mut words) = (false, false, false, 0);
    for word in raw_tokens(folded) {
        if (is_sure || is_likely) && has_number && ON.contains(&word) {
            return true;
        }
        words += 1;
        if words > MAX_WORDS {
            return false;
        }
        match heading_word(word) {
            Some(HeadingWord::Comment) => is_sure = true,
            Some(HeadingWord::Reply) => is_likely = true,
            Some(HeadingWord::Beside) => {}
            None if word.bytes().all(|b| b.is_ascii_digit()) => has_number = true,
            None => return false,
        }
    }
    is_sure || is_likely && words > 1
}

/// Whether a folded heading of comments names them by a word without another meaning.
pub(crate) fn is_certain_heading(folded: &str) -> bool {
    names_comments_without_spaces(folded)
        || raw_tokens(folded).any(|word| heading_word(word) == Some(HeadingWord::Comment))
}

fn names_comments_without_spaces(folded: &str) -> bool {
    folded.len() <= MAX_WITHOUT_SPACES
        && !folded.is_ascii()
        && COMMENTS_WITHOUT_SPACES.iter().any(|word| folded.contains(word))
}

/// Whether a folded line is a button to answer a comment.
pub(crate) fn is_reply_button(folded: &str) -> bool {
    REPLY.contains(&folded.trim())
}

/// Whether a short folded line says who wrote what follows: "Ada says:".
pub(crate) fn says_who_wrote(folded: &str) -> bool {
    let line = folded.trim();
    WROTE.iter().any(|words| {
        line.strip_suffix(words).is_some_and(|name| name.is_empty() || name.ends_with(' '))
            || line.strip_prefix(words).is_some_and(|rest| rest.starts_with([' ', ':']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_name_or_count_comments() {
        for heading in [
            "comments",
            "3 comments",
            "comments (3)",
            "3 responses to \"rain in the valley\"",
            "leave a reply",
            "leserkommentare (3)",
            "12 комментариев",
            "join the conversation",
            "3件のコメント",
            "评论 (3)",
            "댓글 3",
            "التعليقات",
            "ความคิดเห็น (3)",
        ] {
            assert!(is_comments_heading(heading), "{heading}");
        }
        for heading in [
            "comments by the county",
            "the mayor's response",
            "3 answers",
            "responses of the immune system",
            "on the road",
            "reply",
            "discussion",
            "",
        ] {
            assert!(!is_comments_heading(heading), "{heading}");
        }
    }

    #[test]
    fn lines_of_a_comment_are_known() {
        assert!(is_reply_button("antworten") && !is_reply_button("replying is hard"));
        assert!(says_who_wrote("ada says:") && says_who_wrote("posted by: ada"));
        assert!(!says_who_wrote("the mayor") && !says_who_wrote("collected essays"));
    }
}
