//! Other scripts, right to left and left to right, and words without a place to break them.

use loggia_sdk::ui::*;
use loggia_sdk::{Currency, Money};

use crate::{Gallery, Msg, did};

impl Gallery {
    pub(super) fn writing(&self) -> Stack<Msg> {
        let words = self.words;
        let price = Money::eur(1_250);
        column((
            section(
                "العربية",
                (
                    text("قهوة طازجة كل صباح، مع الحليب أو بدونه، في الكوب الذي تفضله."),
                    list([list_item("قهوة تركية")
                        .subtitle("مع الهيل")
                        .trailing(price)
                        .on_tap(did("قهوة"))]),
                    text_field("arabic", "الاسم").value("ليلى").help("للكوب"),
                    button("ادفع", did("ادفع")),
                ),
            ),
            section(
                "עברית",
                (
                    text(("שלם ", price, " עכשיו")),
                    table(
                        "תשלומים",
                        [Column::text("שם"), Column::amount("סכום", Currency::EUR)],
                        [[Cell::from("קפה"), price.into()], ["עוגה".into(), price.into()]],
                    ),
                ),
            ),
            section(
                "日本語 · हिन्दी · 👩‍🍳",
                (
                    text("毎朝淹れたてのコーヒーを、お好みのカップで。ミルクはありでもなしでも。"),
                    text("हर सुबह ताज़ी कॉफ़ी, दूध के साथ या बिना दूध के।"),
                    text("👩‍🍳 ☕️ 🇦🇹 ✓"),
                ),
            ),
            card(text(words.long_merchant().replace(' ', ""))),
        ))
    }
}
