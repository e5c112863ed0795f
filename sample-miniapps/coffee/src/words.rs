use loggia_sdk::Money;
use loggia_sdk::catalogue;
use loggia_sdk::ui::{Label, Moment};

catalogue! {
    /// What Bean & Leaf speaks; English to everybody whose language it doesn't.
    pub(crate) enum Language { En = "en", De = "de" }

    // The menu.

    /// The menu's title.
    menu() -> &'static str { En => "Menu", De => "Karte" }
    /// The menu's part with hot drinks.
    hot_drinks() -> &'static str { En => "Hot drinks", De => "Heiß" }
    /// The menu's part with cold drinks.
    cold_drinks() -> &'static str { En => "Cold drinks", De => "Kalt" }
    /// The menu's part with food.
    bakery() -> &'static str { En => "From the oven", De => "Aus dem Ofen" }
    /// The basket's button on the menu.
    to_basket(count: u64, total: Money) -> Label {
        En => { count: one [count, " item · ", total], other [count, " items · ", total] },
        De => { count: one [count, " Artikel · ", total], other [count, " Artikel · ", total] },
    }
    /// The points on the menu.
    your_points(points: u64) -> String {
        En => { points: one [points, " bean point"], other [points, " bean points"] },
        De => { points: one [points, " Bohnenpunkt"], other [points, " Bohnenpunkte"] },
    }

    // Products.

    /// A product.
    espresso() -> &'static str { En => "Espresso", De => "Espresso" }
    /// What it is.
    espresso_about() -> &'static str { En => "Short, dark, hazelnut", De => "Kurz, dunkel, Haselnuss" }
    /// A product.
    cappuccino() -> &'static str { En => "Cappuccino", De => "Cappuccino" }
    /// What it is.
    cappuccino_about() -> &'static str { En => "Espresso under a cloud of foam", De => "Espresso unter einer Wolke Schaum" }
    /// A product.
    flat_white() -> &'static str { En => "Flat white", De => "Flat White" }
    /// What it is.
    flat_white_about() -> &'static str { En => "Two shots, silky milk", De => "Zwei Shots, seidige Milch" }
    /// A product.
    hot_chocolate() -> &'static str { En => "Hot chocolate", De => "Heiße Schokolade" }
    /// What it is.
    hot_chocolate_about() -> &'static str { En => "70 % cocoa, melted to order", De => "70 % Kakao, frisch geschmolzen" }
    /// A product.
    iced_latte() -> &'static str { En => "Iced latte", De => "Iced Latte" }
    /// What it is.
    iced_latte_about() -> &'static str { En => "Over ice, slowly poured", De => "Auf Eis, langsam eingegossen" }
    /// A product.
    lemonade() -> &'static str { En => "Mint lemonade", De => "Minzlimonade" }
    /// What it is.
    lemonade_about() -> &'static str { En => "Lemon, mint, a little sugar", De => "Zitrone, Minze, wenig Zucker" }
    /// A product.
    croissant() -> &'static str { En => "Croissant", De => "Croissant" }
    /// What it is.
    croissant_about() -> &'static str { En => "Butter, 27 layers", De => "Butter, 27 Schichten" }
    /// A product.
    banana_bread() -> &'static str { En => "Banana bread", De => "Bananenbrot" }
    /// What it is.
    banana_bread_about() -> &'static str { En => "With walnuts, still warm", De => "Mit Walnüssen, noch warm" }

    // What can be chosen about a product.

    /// The choice of size.
    size() -> &'static str { En => "Size", De => "Größe" }
    /// A size.
    small() -> &'static str { En => "Small", De => "Klein" }
    /// A size.
    medium() -> &'static str { En => "Medium", De => "Mittel" }
    /// A size.
    large() -> &'static str { En => "Large", De => "Groß" }
    /// The choice of milk.
    milk() -> &'static str { En => "Milk", De => "Milch" }
    /// A milk.
    whole_milk() -> &'static str { En => "Whole milk", De => "Vollmilch" }
    /// A milk.
    oat_milk() -> &'static str { En => "Oat milk", De => "Hafermilch" }
    /// A milk.
    soy_milk() -> &'static str { En => "Soy milk", De => "Sojamilch" }
    /// The choice of extras.
    extras() -> &'static str { En => "Extras", De => "Extras" }
    /// An extra.
    extra_shot() -> &'static str { En => "Extra shot", De => "Extra Shot" }
    /// An extra.
    vanilla() -> &'static str { En => "Vanilla", De => "Vanille" }
    /// An extra.
    cinnamon() -> &'static str { En => "Cinnamon", De => "Zimt" }
    /// An option that costs something.
    at_extra_cost(option: &str, price: Money) -> Label { En => [option, " + ", price], De => [option, " + ", price] }
    /// How many.
    quantity() -> &'static str { En => "Quantity", De => "Menge" }
    /// The form's button.
    add_to_basket() -> &'static str { En => "Add to basket", De => "In den Korb" }

    // The basket.

    /// The basket's title.
    basket() -> &'static str { En => "Basket", De => "Korb" }
    /// An empty basket.
    basket_empty() -> &'static str { En => "Your basket is empty", De => "Dein Korb ist leer" }
    /// The way from there.
    look_at_menu() -> &'static str { En => "Look at the menu", De => "Zur Karte" }
    /// A full basket.
    basket_full() -> &'static str {
        En => "The basket is full. Pay for this first, then order more.",
        De => "Der Korb ist voll. Bezahl erst diese Bestellung, dann geht mehr.",
    }
    /// How many of a line.
    quantity_of(product: &str) -> String { En => ["Quantity: ", product], De => ["Menge: ", product] }
    /// Takes a line out.
    remove() -> &'static str { En => "Remove", De => "Entfernen" }
    /// The choice of pickup time.
    pickup() -> &'static str { En => "Pickup", De => "Abholung" }
    /// A pickup time.
    in_minutes(minutes: u64) -> String { En => ["In ", minutes, " minutes"], De => ["In ", minutes, " Minuten"] }
    /// The switch that spends points.
    use_points(points: u64) -> String { En => ["Use ", points, " points"], De => [points, " Punkte einlösen"] }
    /// How far away the first discount is.
    points_help(points: u64) -> String {
        En => ["You have ", points, ". From 100 on, every 100 are 1 euro off."],
        De => ["Du hast ", points, ". Ab 100 sind je 100 Punkte 1 Euro Rabatt."],
    }
    /// A line of the sum.
    sum() -> &'static str { En => "Sum", De => "Summe" }
    /// A line of the sum.
    discount() -> &'static str { En => "Points discount", De => "Punkterabatt" }
    /// An amount taken off.
    less(amount: Money) -> Label { En => ["− ", amount], De => ["− ", amount] }
    /// A line of the sum.
    to_pay() -> &'static str { En => "To pay", De => "Zu zahlen" }
    /// The button.
    pay(amount: Money) -> Label { En => ["Pay ", amount], De => [amount, " zahlen"] }

    // Paying.

    /// The paying screen's title.
    paying() -> &'static str { En => "Payment", De => "Zahlung" }
    /// While points are redeemed.
    redeeming() -> &'static str { En => "Redeeming your points …", De => "Deine Punkte werden eingelöst …" }
    /// While the user decides.
    confirming() -> &'static str { En => "Confirm the payment with your bank …", De => "Bestätige die Zahlung bei deiner Bank …" }
    /// The points are redeemed, the payment needs another tap.
    redeemed() -> &'static str { En => "Your points are redeemed. Now the rest.", De => "Deine Punkte sind eingelöst. Jetzt der Rest." }
    /// Nobody knows whether the points are redeemed.
    redeem_uncertain() -> &'static str {
        En => "Your points can’t be redeemed at the moment. None are lost.",
        De => "Deine Punkte lassen sich gerade nicht einlösen. Es geht keiner verloren.",
    }
    /// Nobody knows whether it is paid.
    pay_uncertain() -> &'static str {
        En => "Your bank couldn’t tell whether the payment went through. Trying again never pays twice.",
        De => "Deine Bank weiß noch nicht, ob die Zahlung geklappt hat. Ein neuer Versuch zahlt nie doppelt.",
    }
    /// The button.
    try_again() -> &'static str { En => "Try again", De => "Noch einmal versuchen" }
    /// The button.
    pay_without_points() -> &'static str { En => "Pay without points", De => "Ohne Punkte zahlen" }
    /// The button.
    cancel_payment() -> &'static str { En => "Cancel the payment", De => "Zahlung abbrechen" }
    /// The way back to a payment that isn't over.
    payment_open() -> &'static str { En => "A payment isn’t finished yet.", De => "Eine Zahlung ist noch offen." }
    /// The button.
    show_payment() -> &'static str { En => "Show the payment", De => "Zahlung ansehen" }

    // How a payment ended otherwise.

    /// The user declined.
    declined() -> &'static str {
        En => "You didn’t confirm the payment. Nothing was charged, and your basket is still here.",
        De => "Du hast die Zahlung nicht bestätigt. Es wurde nichts abgebucht, dein Korb ist noch da.",
    }
    /// Nobody decided in time.
    expired() -> &'static str {
        En => "Time ran out before the payment was confirmed. Nothing was charged: just pay again.",
        De => "Die Zeit zum Bestätigen ist abgelaufen. Es wurde nichts abgebucht: Zahl einfach noch einmal.",
    }
    /// The bank doesn't let it through.
    refused() -> &'static str {
        En => "Your bank doesn’t allow this payment. Try a smaller order, or pay at the counter.",
        De => "Deine Bank lässt diese Zahlung nicht zu. Bestell weniger oder zahl an der Theke.",
    }
    /// The money came back.
    sent_back() -> &'static str {
        En => "The payment for your order failed after all. You weren’t charged; please order again.",
        De => "Die Zahlung deiner Bestellung ist doch noch gescheitert. Es wurde nichts abgebucht; bestell bitte neu.",
    }
    /// The payment couldn't even be begun.
    not_now() -> &'static str {
        En => "Paying doesn’t work right now. Please try again in a moment.",
        De => "Zahlen geht gerade nicht. Versuch es gleich noch einmal.",
    }
    /// Nobody knows more.
    still_unclear() -> &'static str {
        En => "Your bank can’t say yet. Please try again in a moment.",
        De => "Deine Bank weiß noch nichts Neues. Versuch es gleich noch einmal.",
    }
    /// The points are fewer than thought.
    points_changed() -> &'static str {
        En => "Your points have changed meanwhile. Please look at the sum again.",
        De => "Deine Punkte haben sich inzwischen geändert. Schau dir die Summe noch einmal an.",
    }

    // The placed order.

    /// The order screen's title.
    order() -> &'static str { En => "Your order", De => "Deine Bestellung" }
    /// It is paid for.
    thank_you() -> &'static str { En => "Thank you! We’re on it.", De => "Danke! Wir legen los." }
    /// The countdown.
    ready_in() -> &'static str { En => "Ready in", De => "Fertig in" }
    /// It can be picked up.
    ready() -> &'static str { En => "Ready for you at the counter", De => "Steht an der Theke für dich bereit" }
    /// What to say at the counter.
    order_number() -> &'static str { En => "Order", De => "Bestellung" }
    /// When to come.
    pickup_at() -> &'static str { En => "Pickup at", De => "Abholung um" }
    /// Points to come.
    points_follow() -> &'static str {
        En => "Your points follow once the payment has settled.",
        De => "Deine Punkte kommen, sobald die Zahlung gebucht ist.",
    }
    /// Points that came.
    points_earned(points: u64) -> String {
        En => { points: one ["You earned 1 point."], other ["You earned ", points, " points."] },
        De => { points: one ["Du hast 1 Punkt gesammelt."], other ["Du hast ", points, " Punkte gesammelt."] },
    }
    /// The button.
    order_more() -> &'static str { En => "Order something else", De => "Noch etwas bestellen" }
    /// The way to the placed order.
    show_order() -> &'static str { En => "Show the order", De => "Bestellung ansehen" }

    // The history.

    /// The history's title.
    history() -> &'static str { En => "Past orders", De => "Frühere Bestellungen" }
    /// No history.
    history_empty() -> &'static str { En => "No orders yet", De => "Noch keine Bestellungen" }
    /// The history can't be read.
    history_unavailable() -> &'static str {
        En => "Your past orders can’t be shown at the moment. Ordering works as ever.",
        De => "Frühere Bestellungen lassen sich gerade nicht anzeigen. Bestellen geht wie immer.",
    }
    /// An order that came to nothing.
    not_paid() -> &'static str { En => "Not paid", De => "Nicht bezahlt" }
    /// When it was ordered, and what.
    ordered(at: Moment, what: &str) -> Label { En => [at, " · ", what], De => [at, " · ", what] }
}
