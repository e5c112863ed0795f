//! Where a currency's symbol stands, and which symbol it is.

/// Where the symbol stands to its number: CLDR's standard currency pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SymbolPlace {
    /// `€3.40`
    Before,
    /// `€ 3,40`
    BeforeWithSpace,
    /// `3,40 €`
    After,
}

/// Locales whose pattern is `¤#,##0.00` (CLDR 48, `common/main`).
const BEFORE: &[&str] = &[
    "am", "as", "bo", "ceb", "cy", "en", "es-419", "es-AR", "es-CL", "es-CO", "es-CR", "es-DO",
    "es-EC", "es-GT", "es-HN", "es-MX", "es-NI", "es-PA", "es-PE", "es-PR", "es-SV", "es-US",
    "fil", "ga", "gd", "gu", "hi", "ig", "ja", "kn", "ko", "lo", "ml", "mr", "mt", "or", "pcm",
    "sd", "si", "so", "ta", "te", "th", "to", "tr", "yo", "yue", "zh", "zu",
];

/// Locales whose pattern is `¤ #,##0.00`.
const BEFORE_WITH_SPACE: &[&str] = &[
    "af", "de-AT", "de-CH", "de-LI", "en-AT", "en-CH", "en-NL", "es-BO", "es-PY", "es-UY", "es-VE",
    "ha", "id", "it-CH", "jv", "mn", "ms", "ne", "nl", "pa", "pt", "sw", "ur", "xh",
];

/// Locales whose pattern is `#,##0.00 ¤` although their language is in a list above.
const AFTER: &[&str] = &[
    "en-DE", "en-DK", "en-FI", "en-SE", "en-SI", "pt-AO", "pt-CV", "pt-GW", "pt-MO", "pt-MZ",
    "pt-PT", "pt-ST", "pt-TL",
];

/// The symbols that no other currency shares (CLDR's root locale); all others are written as code.
const SYMBOLS: &[(&str, &str)] = &[
    ("AUD", "A$"),
    ("BRL", "R$"),
    ("CAD", "CA$"),
    ("CNY", "CN¥"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("HKD", "HK$"),
    ("ILS", "₪"),
    ("INR", "₹"),
    ("JPY", "¥"),
    ("KRW", "₩"),
    ("MXN", "MX$"),
    ("NZD", "NZ$"),
    ("PHP", "₱"),
    ("TWD", "NT$"),
    ("USD", "US$"),
    ("VND", "₫"),
];

/// What is written for a currency.
pub(super) fn symbol(code: &str) -> &str {
    SYMBOLS.iter().find(|(of, _)| *of == code).map_or(code, |(_, symbol)| symbol)
}

impl SymbolPlace {
    /// The place in the locale of this language tag, or else in its language.
    pub(super) fn of(tag: &str) -> Self {
        let language = tag.split('-').next().unwrap_or_default();
        for name in [tag, language] {
            let lists = [
                (AFTER, Self::After),
                (BEFORE_WITH_SPACE, Self::BeforeWithSpace),
                (BEFORE, Self::Before),
            ];
            if let Some((_, place)) = lists.iter().find(|(list, _)| list.contains(&name)) {
                return *place;
            }
        }
        Self::After
    }

    /// The number with the currency's symbol, never to be broken between two lines.
    pub(super) fn join(self, number: &str, code: &str) -> String {
        let symbol = symbol(code);
        match self {
            // CLDR's currencySpacing: a letter never touches a digit.
            Self::Before if !symbol.ends_with(char::is_alphabetic) => format!("{symbol}{number}"),
            Self::Before | Self::BeforeWithSpace => format!("{symbol}\u{a0}{number}"),
            Self::After => format!("{number}\u{a0}{symbol}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SymbolPlace;

    #[test]
    fn a_region_goes_before_its_language() {
        assert_eq!(SymbolPlace::of("de-AT"), SymbolPlace::BeforeWithSpace);
        assert_eq!(SymbolPlace::of("de-DE"), SymbolPlace::After);
        assert_eq!(SymbolPlace::of("pt-PT"), SymbolPlace::After);
        assert_eq!(SymbolPlace::of("pt-BR"), SymbolPlace::BeforeWithSpace);
        assert_eq!(SymbolPlace::of("en-US"), SymbolPlace::Before);
    }
}
