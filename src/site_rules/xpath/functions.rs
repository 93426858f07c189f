//! The XPath functions that rules may call.

/// A function, named as in XPath 1.0; `ends-with` and `lower-case` come from XPath 2.0 and are in
/// common use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of XPath")]
pub(crate) enum Function {
    Last,
    Position,
    Count,
    Name,
    LocalName,
    Text,
    Concat,
    StartsWith,
    EndsWith,
    Contains,
    SubstringBefore,
    SubstringAfter,
    Substring,
    StringLength,
    NormalizeSpace,
    Translate,
    LowerCase,
    Boolean,
    Not,
    True,
    False,
    Number,
    Sum,
    Floor,
    Ceiling,
    Round,
}

/// Each name with the fewest and the most arguments.
const FUNCTIONS: &[(&str, Function, usize, usize)] = &[
    ("last", Function::Last, 0, 0),
    ("position", Function::Position, 0, 0),
    ("count", Function::Count, 1, 1),
    ("name", Function::Name, 0, 1),
    ("local-name", Function::LocalName, 0, 1),
    ("string", Function::Text, 0, 1),
    ("concat", Function::Concat, 2, 100),
    ("starts-with", Function::StartsWith, 2, 2),
    ("ends-with", Function::EndsWith, 2, 2),
    ("contains", Function::Contains, 2, 2),
    ("substring-before", Function::SubstringBefore, 2, 2),
    ("substring-after", Function::SubstringAfter, 2, 2),
    ("substring", Function::Substring, 2, 3),
    ("string-length", Function::StringLength, 0, 1),
    ("normalize-space", Function::NormalizeSpace, 0, 1),
    ("translate", Function::Translate, 3, 3),
    ("lower-case", Function::LowerCase, 1, 1),
    ("boolean", Function::Boolean, 1, 1),
    ("not", Function::Not, 1, 1),
    ("true", Function::True, 0, 0),
    ("false", Function::False, 0, 0),
    ("number", Function::Number, 0, 1),
    ("sum", Function::Sum, 1, 1),
    ("floor", Function::Floor, 1, 1),
    ("ceiling", Function::Ceiling, 1, 1),
    ("round", Function::Round, 1, 1),
];

impl Function {
    /// The function with that name and number of arguments, or an error text.
    pub(super) fn by_name(name: &str, arguments: usize) -> Result<Self, String> {
        let Some((_, function, fewest, most)) = FUNCTIONS.iter().find(|(n, ..)| *n == name) else {
            return Err(format!("there is no function {name}()"));
        };
        if (*fewest..=*most).contains(&arguments) {
            Ok(*function)
        } else {
            Err(format!("{name}() does not take {arguments} arguments"))
        }
    }

    /// Whether `text` begins with a function call.
    pub(crate) fn starts_call(text: &str) -> bool {
        text.split_once('(')
            .is_some_and(|(name, _)| FUNCTIONS.iter().any(|(n, ..)| *n == name.trim_end()))
    }

    pub(super) fn returns_number(self) -> bool {
        matches!(
            self,
            Self::Last
                | Self::Position
                | Self::Count
                | Self::StringLength
                | Self::Number
                | Self::Sum
                | Self::Floor
                | Self::Ceiling
                | Self::Round
        )
    }
}
