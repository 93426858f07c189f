//! The words beside a date that tell its meaning, in the languages of the news.

use std::sync::LazyLock;

use super::phrase_finder::PhraseFinder;
use crate::text::fold;

/// Words for publication, folded.
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
/// Words for changes, folded.
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

/// Words for dates that do not belong to the article, folded: the day on which a forum member
/// joined, the clock of a forum.
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

/// The meaning of a date by the words beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct DateLabel {
    /// The date of publication.
    pub(super) published: bool,
    /// The date of a change.
    pub(super) changed: bool,
    /// The date of something else.
    pub(super) other: bool,
}

impl DateLabel {
    /// Reads the words and phrases of a text, at word boundaries if the script has them.
    pub(super) fn read(text: &str) -> Self {
        static WORDS: LazyLock<PhraseFinder> =
            LazyLock::new(|| PhraseFinder::new([PUBLISHED, CHANGED, OTHER].into_iter().flatten()));
        let text = fold(text);
        let is_edge = |c: Option<char>| !c.is_some_and(char::is_alphabetic);
        let mut label = Self::default();
        for (at, word) in WORDS.find_all(&text) {
            let is_cased = word.starts_with(char::is_lowercase);
            if is_cased
                && !(is_edge(text[..at].chars().next_back())
                    && is_edge(text[at + word.len()..].chars().next()))
            {
                continue;
            }
            label.published |= PUBLISHED.contains(&word);
            label.changed |= CHANGED.contains(&word);
            label.other |= OTHER.contains(&word);
        }
        label
    }
}

/// Whether a folded text is only a word that labels dates: `published`.
pub(super) fn is_date_word(folded: &str) -> bool {
    PUBLISHED.contains(&folded) || CHANGED.contains(&folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_members_and_clocks_are_not_those_of_the_article() {
        for (text, expected) in [
            ("Registriert: ", true),
            ("Member since ", true),
            ("Published ", false),
            ("Newborn joy, ", false),
        ] {
            assert_eq!(DateLabel::read(text).other, expected, "{text}");
        }
    }

    fn check(text: &str, published: bool, changed: bool) {
        let label = DateLabel::read(text);
        assert_eq!((label.published, label.changed), (published, changed), "{text}");
    }

    #[test]
    fn words_distinguish_publication_and_change() {
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
