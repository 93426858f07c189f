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

/// Whether a text that stands before a date says that the story was published then.
pub(super) fn says_published(text: &str) -> bool {
    has(text, PUBLISHED)
}

/// Whether it says that the story was changed then.
pub(super) fn says_changed(text: &str) -> bool {
    has(text, CHANGED)
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
