//! The words beside a date that say which one it is, in the languages of the news.

use crate::text::fold;

/// Words of publication, folded.
const PUBLISHED: &[&str] = &[
    "published",
    "posted",
    "first published",
    "veröffentlicht",
    "erschienen",
    "erstellt",
    "publiziert",
    "publié",
    "paru",
    "publicado",
    "publicada",
    "pubblicato",
    "gepubliceerd",
    "geplaatst",
    "opublikowano",
    "dodano",
    "publikováno",
    "zveřejněno",
    "publicerad",
    "publisert",
    "publiceret",
    "julkaistu",
    "опубликовано",
    "опубліковано",
    "публикувано",
    "objavljeno",
    "közzétéve",
    "megjelent",
    "publicat",
    "δημοσιεύτηκε",
    "δημοσίευση",
    "yayınlanma",
    "yayın tarihi",
    "dipublikasikan",
    "diterbitkan",
    "đăng lúc",
    "نشر",
    "تاريخ النشر",
    "منتشر شده",
    "פורסם",
    "प्रकाशित",
    "প্রকাশিত",
    "เผยแพร่",
    "公開",
    "掲載",
    "发布",
    "發布",
    "입력",
    "등록",
    "issued",
    "released",
];
/// Words of change, folded.
const CHANGED: &[&str] = &[
    "updated",
    "modified",
    "last edited",
    "last reviewed",
    "reviewed",
    "revised",
    "aktualisiert",
    "aktualisierung",
    "letzte änderung",
    "zuletzt",
    "geändert",
    "bearbeitet",
    "stand:",
    "mis à jour",
    "mise à jour",
    "modifié",
    "actualizado",
    "actualizada",
    "modificado",
    "aggiornato",
    "modificato",
    "atualizado",
    "bijgewerkt",
    "gewijzigd",
    "aktualizacja",
    "zaktualizowano",
    "aktualizováno",
    "aktualizované",
    "uppdaterad",
    "oppdatert",
    "opdateret",
    "päivitetty",
    "обновлено",
    "изменено",
    "оновлено",
    "обновена",
    "ažurirano",
    "frissítve",
    "actualizat",
    "ενημερώθηκε",
    "güncelleme",
    "güncellendi",
    "diperbarui",
    "diubah",
    "cập nhật",
    "تحديث",
    "بروزرسانی",
    "עודכן",
    "अपडेट",
    "আপডেট",
    "อัปเดต",
    "更新",
    "수정",
];

/// Words that say that a date is none of the story's, folded: the day on which a member of a forum joined, the clock of a board.
const OTHER: &[&str] = &[
    "registered",
    "joined",
    "join date",
    "member since",
    "founded",
    "born",
    "last visit",
    "last active",
    "last seen",
    "it is currently",
    "the time now is",
    "valid until",
    "expires",
    "registriert",
    "registriert seit",
    "mitglied seit",
    "dabei seit",
    "gegründet",
    "geboren",
    "aktuelle zeit",
    "es ist jetzt",
    "gültig bis",
    "inscrit",
    "inscription",
    "membre depuis",
    "registrado",
    "miembro desde",
    "fecha de registro",
    "iscritto",
    "iscritto il",
    "membro desde",
    "lid sinds",
    "geregistreerd",
    "zarejestrowany",
    "dołączył",
    "registrován",
    "регистрация",
    "зарегистрирован",
    "kayıt tarihi",
    "登録日",
    "注册时间",
    "가입일",
];

/// Whether a text that stands before a date says that the story was published then.
pub(super) fn says_published(text: &str) -> bool {
    has(text, PUBLISHED)
}

/// Whether it says that the story was changed then.
pub(super) fn says_changed(text: &str) -> bool {
    has(text, CHANGED)
}

/// Whether it says that something else was then.
pub(super) fn says_other(text: &str) -> bool {
    has(text, OTHER)
}

/// Whether a folded text is nothing but a word that stands beside dates: `published`.
pub(super) fn is_date_word(folded: &str) -> bool {
    PUBLISHED.contains(&folded) || CHANGED.contains(&folded)
}

/// Whether a word or phrase stands in the text: at word boundaries where the script has them.
fn has(text: &str, words: &[&str]) -> bool {
    let text = fold(text);
    let is_edge = |c: Option<char>| !c.is_some_and(char::is_alphabetic);
    words.iter().any(|w| {
        let is_cased = w.starts_with(|c: char| c.is_lowercase());
        text.match_indices(w)
            .any(|(at, _)| !is_cased || is_edge(text[..at].chars().next_back()) && is_edge(text[at + w.len()..].chars().next()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_clocks_have_dates_of_their_own() {
        assert!(says_other("Registriert: "));
        assert!(says_other("Member since "));
        assert!(!says_other("Published "));
        assert!(!says_other("Newborn joy, "));
    }

    fn check(text: &str, published: bool, changed: bool) {
        assert_eq!((says_published(text), says_changed(text)), (published, changed), "{text}");
    }

    #[test]
    fn words_tell_the_dates_apart() {
        check("Published ", true, false);
        check("Erschienen am: ", true, false);
        check("Letzte Änderung: ", false, true);
        check("Last updated on", false, true);
        check("最終更新：", false, true);
        check("입력 ", true, false);
        check("Berlin, ", false, false);
        check("Unpublished ", false, false);
        check("", false, false);
    }
}
