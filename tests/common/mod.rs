//! The story that several tests put on their pages.

/// Its headline.
pub const TITLE: &str = "Ferry crews win back their Sunday rest";
/// Its paragraphs.
pub const STORY: [&str; 3] = [
    "The crews of the island ferries will no longer work on Sundays after a vote that ended late \
     on Monday in the hall of the seamen's union.",
    "Of the four hundred and twelve members, three hundred and sixty said yes. The company had \
     offered more pay instead, and nobody had asked for it.",
    "The timetable changes in October. Islanders who need a doctor on a Sunday will be flown, the \
     county said, and will not be charged for it.",
];

/// The HTML of these paragraphs.
pub fn paragraphs(texts: &[&str]) -> String {
    texts.iter().map(|text| format!("<p>{text}</p>")).collect()
}
