use loggia_sdk::ui::{
    Alt, Choice, ChoiceOption, Label, MultiChoice, Size as ImageSize, View, choice, form, heading,
    image, multi_choice, row, stepper, text,
};

use crate::basket::MOST_OF_A_LINE;
use crate::menu::{Extra, Milk, Options, Product, Size};
use crate::words::Language;
use crate::{Coffee, Msg};

impl Coffee {
    pub(super) fn product_screen(&self, product: Product) -> View<Msg> {
        let words = self.words;
        View::new(
            "product",
            product.name(words),
            (
                self.notice(),
                row((
                    image(product.image(), Alt::Decorative).size(ImageSize::Large),
                    heading(product.name(words)),
                )),
                text((product.about(words), " · ", product.price())),
                form(
                    Msg::Add(product),
                    words.add_to_basket(),
                    (
                        product.has_sizes().then(|| one_of::<Size>("size", words.size(), words)),
                        product.has_milk().then(|| one_of::<Milk>("milk", words.milk(), words)),
                        product.has_extras().then(|| extras(words)),
                        stepper("quantity", words.quantity(), 1, 1, i64::from(MOST_OF_A_LINE)),
                    ),
                )
                .key(product.image()),
            ),
        )
    }
}

fn one_of<T: Options>(name: &str, label: &str, words: Language) -> Choice<Msg> {
    let options = T::ALL
        .iter()
        .enumerate()
        .map(|(index, option)| option_of(*option, words).selected(index == 0));
    choice(name, label, options).required()
}

fn extras(words: Language) -> MultiChoice<Msg> {
    multi_choice("extras", words.extras(), Extra::ALL.iter().map(|extra| option_of(*extra, words)))
}

fn option_of<T: Options>(option: T, words: Language) -> ChoiceOption {
    let name = option.name(words);
    let surcharge = option.surcharge();
    let label =
        if surcharge.is_zero() { Label::from(name) } else { words.at_extra_cost(name, surcharge) };
    ChoiceOption::new(option.value(), label)
}
