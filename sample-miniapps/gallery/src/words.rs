use loggia_sdk::{Money, catalogue, ui::Label};

catalogue! {
    /// What the gallery speaks; English to everybody whose language it doesn't.
    pub(crate) enum Language { En = "en", De = "de" }

    // Rooms.

    /// A room.
    content() -> &'static str { En => "Content", De => "Inhalt" }
    /// A room.
    structure() -> &'static str { En => "Structure", De => "Aufbau" }
    /// A room.
    folding() -> &'static str { En => "Folding", De => "Klappen" }
    /// A room.
    inputs() -> &'static str { En => "Inputs", De => "Eingaben" }
    /// A room.
    fields() -> &'static str { En => "Fields", De => "Felder" }
    /// A room.
    data() -> &'static str { En => "Data", De => "Daten" }
    /// A room.
    feedback() -> &'static str { En => "Feedback", De => "Rückmeldung" }
    /// A room.
    bank() -> &'static str { En => "Bank", De => "Bank" }
    /// A room.
    writing() -> &'static str { En => "Writing", De => "Schriften" }
    /// A room.
    dialog() -> &'static str { En => "Dialog", De => "Dialog" }

    // Content.

    /// A heading.
    a_heading() -> &'static str { En => "A heading", De => "Eine Überschrift" }
    /// A text of several rows.
    long_text() -> &'static str {
        En => "Plain text that is long enough to be broken into several rows wherever the page is narrow, with コーヒー and ☕️ in it.",
        De => "Einfacher Text, der lang genug ist, um auf einer schmalen Seite über mehrere Zeilen zu gehen, mit コーヒー und ☕️ darin.",
    }
    /// A text before an amount.
    an_amount_of() -> &'static str { En => "An amount of ", De => "Ein Betrag von " }
    /// A text after it.
    and() -> &'static str { En => " and ", De => " und " }
    /// A stressed word.
    stressed() -> &'static str { En => "stressed", De => "betonter" }
    /// A text after it.
    text() -> &'static str { En => " text.", De => " Text." }
    /// A text before a day.
    a_day() -> &'static str { En => "A day of the calendar: ", De => "Ein Tag im Kalender: " }
    /// A size.
    small_text() -> &'static str { En => "Small text", De => "Kleiner Text" }
    /// A size.
    large_text() -> &'static str { En => "Large text", De => "Großer Text" }
    /// A tone.
    information() -> &'static str { En => "Information", De => "Information" }
    /// A tone.
    success() -> &'static str { En => "Success", De => "Erfolg" }
    /// A tone.
    a_warning() -> &'static str { En => "A warning", De => "Eine Warnung" }
    /// A tone.
    danger() -> &'static str { En => "Danger", De => "Gefahr" }
    /// A countdown.
    ready_in() -> &'static str { En => "Ready in", De => "Fertig in" }
    /// What counts up.
    parked_for() -> &'static str { En => "Parked for", De => "Parkt seit" }
    /// A badge.
    neutral() -> &'static str { En => "neutral", De => "neutral" }
    /// A badge.
    new() -> &'static str { En => "new", De => "neu" }
    /// A badge.
    paid() -> &'static str { En => "paid", De => "bezahlt" }
    /// A badge.
    few_left() -> &'static str { En => "few left", De => "nur noch wenige" }
    /// A badge.
    sold_out() -> &'static str { En => "sold out", De => "ausverkauft" }
    /// A fact.
    order() -> &'static str { En => "Order", De => "Bestellung" }
    /// A fact.
    pick_up() -> &'static str { En => "Pick-up", De => "Abholung" }
    /// A fact.
    long_name() -> &'static str { En => "A name that is rather long", De => "Ein Name, der eher lang ist" }
    /// Its value.
    long_value() -> &'static str {
        En => "and a value that is rather long too, so that both are broken",
        De => "und ein Wert, der auch eher lang ist, sodass beide umbrechen",
    }
    /// A fact.
    total() -> &'static str { En => "Total", De => "Summe" }
    /// An icon.
    favourite() -> &'static str { En => "Favourite", De => "Liebling" }
    /// An icon.
    soon() -> &'static str { En => "Soon", De => "Bald" }
    /// A picture.
    a_dot() -> &'static str { En => "A dot", De => "Ein Punkt" }

    // Structure.

    /// A section.
    a_section() -> &'static str { En => "A section", De => "Ein Abschnitt" }
    /// Its text.
    its_text() -> &'static str { En => "Its text.", De => "Sein Text." }
    /// A section in a section.
    a_section_in_it() -> &'static str { En => "A section in it", De => "Ein Abschnitt darin" }
    /// Its text.
    its_text_too() -> &'static str { En => "Its text too.", De => "Auch sein Text." }
    /// A card.
    first() -> &'static str { En => "First", De => "Erste" }
    /// A card.
    second() -> &'static str { En => "Second", De => "Zweite" }
    /// A card.
    third() -> &'static str { En => "Third", De => "Dritte" }
    /// Its text.
    tappable() -> &'static str { En => "A card that can be tapped.", De => "Eine Karte zum Antippen." }
    /// Its text.
    stretching() -> &'static str {
        En => "A card with more text than the others, so that they have to be stretched.",
        De => "Eine Karte mit mehr Text als die anderen, sodass diese gestreckt werden.",
    }
    /// A button in a card.
    inside() -> &'static str { En => "Inside", De => "Darin" }
    /// What a coffee is like.
    short_and_strong() -> &'static str { En => "Short and strong", De => "Kurz und stark" }
    /// What a coffee is like.
    hardly_foamed() -> &'static str {
        En => "Twice the espresso, with milk that is hardly foamed",
        De => "Doppelter Espresso mit Milch, die kaum geschäumt ist",
    }
    /// An item.
    long_item() -> &'static str {
        En => "A name that is so long that it does not fit into one row of a narrow page at all",
        De => "Ein Name, der so lang ist, dass er in keine Zeile einer schmalen Seite passt",
    }
    /// One side.
    left() -> &'static str { En => "left", De => "links" }
    /// The other.
    right() -> &'static str { En => "right", De => "rechts" }
    /// A button.
    number(number: u64) -> String { En => ["Number ", number], De => ["Nummer ", number] }

    // Folding.

    /// A tab.
    trips() -> &'static str { En => "Trips", De => "Fahrten" }
    /// A tab.
    passes() -> &'static str { En => "Passes", De => "Abos" }
    /// A tab.
    receipts() -> &'static str { En => "Receipts", De => "Belege" }
    /// What is in a tab.
    in_tab(name: &str) -> String { En => ["What stands under ", name], De => ["Was unter ", name, " steht"] }
    /// What a tab brought.
    opened(name: &str) -> String { En => ["opened ", name], De => [name, " geöffnet"] }
    /// Details.
    how_it_is_done() -> &'static str { En => "How it is done", De => "Wie es gemacht wird" }
    /// Their content.
    like_this() -> &'static str { En => "Like this, and no other way.", De => "So und nicht anders." }
    /// Details that are open.
    open_to_begin_with() -> &'static str { En => "Open to begin with", De => "Von Anfang an offen" }
    /// Details in details.
    more_of_it() -> &'static str { En => "More of it", De => "Mehr davon" }
    /// A menu.
    more() -> &'static str { En => "More", De => "Mehr" }
    /// In a menu.
    rename() -> &'static str { En => "Rename", De => "Umbenennen" }
    /// In a menu.
    share() -> &'static str { En => "Share", De => "Teilen" }
    /// In a menu.
    delete() -> &'static str { En => "Delete", De => "Löschen" }
    /// A link.
    terms() -> &'static str { En => "Terms and conditions", De => "Geschäftsbedingungen" }

    // Inputs.

    /// A form's button.
    order_it() -> &'static str { En => "Order", De => "Bestellen" }
    /// A field.
    name() -> &'static str { En => "Name", De => "Name" }
    /// Its help.
    for_the_cup() -> &'static str { En => "For the cup", De => "Für den Becher" }
    /// A field.
    note() -> &'static str { En => "Note", De => "Anmerkung" }
    /// A choice.
    size() -> &'static str { En => "Size", De => "Größe" }
    /// An option.
    small() -> &'static str { En => "Small", De => "Klein" }
    /// An option.
    medium() -> &'static str { En => "Medium", De => "Mittel" }
    /// An option.
    large() -> &'static str { En => "Large", De => "Groß" }
    /// A choice of many.
    milk() -> &'static str { En => "Milk", De => "Milch" }
    /// An option.
    cow() -> &'static str { En => "Cow's milk", De => "Kuhmilch" }
    /// An option.
    oat(price: Money) -> Label { En => ["Oat, ", price], De => ["Hafer, ", price] }
    /// An option.
    soy() -> &'static str {
        En => "Soy, for those who like it, and there are some",
        De => "Soja, für die, die es mögen, und es gibt welche",
    }
    /// An option.
    none() -> &'static str { En => "None", De => "Keine" }
    /// A checkbox.
    agree() -> &'static str { En => "I agree to everything", De => "Ich stimme allem zu" }
    /// A switch.
    collect_points() -> &'static str { En => "Collect points", De => "Punkte sammeln" }
    /// A button.
    fill_in() -> &'static str { En => "Fill in for me", De => "Für mich ausfüllen" }
    /// A stepper.
    cups() -> &'static str { En => "Cups", De => "Becher" }
    /// A field.
    search() -> &'static str { En => "Search", De => "Suche" }
    /// A field.
    fixed() -> &'static str { En => "Cannot be changed", De => "Nicht zu ändern" }
    /// A field.
    already_wrong() -> &'static str { En => "Already wrong", De => "Schon falsch" }
    /// Its error.
    no_name() -> &'static str { En => "This is no name", De => "Das ist kein Name" }
    /// What was submitted.
    takes(name: &str, size: &str) -> String { En => [name, " takes ", size], De => [name, " nimmt ", size] }
    /// What was searched for.
    searched_for(text: &str) -> String { En => ["searched for ", text], De => ["gesucht nach ", text] }

    // Fields.

    /// A form's button.
    save() -> &'static str { En => "Save", De => "Speichern" }
    /// A field.
    weight() -> &'static str { En => "Weight in kilograms", De => "Gewicht in Kilogramm" }
    /// A field.
    amount() -> &'static str { En => "Amount", De => "Betrag" }
    /// Its help.
    what_you_can_spare() -> &'static str { En => "What you can spare a month", De => "Was im Monat übrig ist" }
    /// A field.
    until() -> &'static str { En => "Until", De => "Bis" }
    /// A field.
    number_plate() -> &'static str { En => "Number plate", De => "Kennzeichen" }
    /// What it looks like.
    plate_form() -> &'static str {
        En => "one to three letters, a dash, one to five digits",
        De => "ein bis drei Buchstaben, ein Strich, ein bis fünf Ziffern",
    }
    /// A slider.
    volume() -> &'static str { En => "Volume", De => "Lautstärke" }
    /// A field.
    watched() -> &'static str { En => "Watched", De => "Beobachtet" }
    /// A field.
    empty_and_off() -> &'static str { En => "Empty and off", De => "Leer und aus" }
    /// Its error.
    too_early() -> &'static str { En => "We do not open before May", De => "Wir öffnen erst im Mai" }
    /// Whether it was left empty.
    nothing() -> &'static str { En => "nothing", De => "nichts" }

    // Data.

    /// A table.
    latest() -> &'static str { En => "Latest payments", De => "Letzte Zahlungen" }
    /// A column.
    day() -> &'static str { En => "Day", De => "Tag" }
    /// A column.
    with_whom() -> &'static str { En => "With whom", De => "Mit wem" }
    /// A column.
    points() -> &'static str { En => "Points", De => "Punkte" }
    /// A merchant.
    long_merchant() -> &'static str {
        En => "Donaudampfschifffahrtsgesellschaft, piers and boats",
        De => "Donaudampfschifffahrtsgesellschaft, Anleger und Boote",
    }
    /// A table without rows.
    nothing_yet() -> &'static str { En => "Cancelled orders", De => "Stornierte Bestellungen" }
    /// A chart.
    by_month() -> &'static str { En => "By month", De => "Nach Monaten" }
    /// A column.
    month() -> &'static str { En => "Month", De => "Monat" }
    /// A series.
    came_in() -> &'static str { En => "Came in", De => "Eingenommen" }
    /// A series.
    went_out() -> &'static str { En => "Went out", De => "Ausgegeben" }
    /// A chart.
    balance() -> &'static str { En => "Balance", De => "Kontostand" }
    /// A chart.
    what_for() -> &'static str { En => "What it went for", De => "Wofür" }
    /// A part.
    rent() -> &'static str { En => "Rent", De => "Miete" }
    /// A part.
    food() -> &'static str { En => "Food", De => "Essen" }
    /// A part.
    rest() -> &'static str { En => "All the rest", De => "Alles andere" }
    /// A chart of numbers below zero too.
    temperature() -> &'static str { En => "Temperature", De => "Temperatur" }
    /// A place.
    cellar() -> &'static str { En => "Cellar", De => "Keller" }
    /// A place.
    freezer() -> &'static str { En => "Freezer", De => "Gefrierfach" }
    /// A place where nobody measured.
    roof() -> &'static str { En => "Roof", De => "Dach" }
    /// Degrees.
    degrees() -> &'static str { En => "Degrees", De => "Grad" }
    /// A chart without rows.
    no_values() -> &'static str { En => "Next year", De => "Nächstes Jahr" }

    // Feedback.

    /// A banner.
    plain() -> &'static str { En => "Neutral", De => "Neutral" }
    /// A banner.
    to_know() -> &'static str { En => "Something to know", De => "Gut zu wissen" }
    /// A banner.
    went_well() -> &'static str { En => "It went well", De => "Es ging gut" }
    /// A banner.
    take_care() -> &'static str {
        En => "Take care: this is a text that is long enough to be broken into several rows on a narrow page",
        De => "Vorsicht: dieser Text ist lang genug, um auf einer schmalen Seite über mehrere Zeilen zu gehen",
    }
    /// A banner.
    went_wrong() -> &'static str { En => "It went wrong", De => "Es ging schief" }
    /// A progress.
    two_fifths() -> &'static str { En => "Two fifths", De => "Zwei Fünftel" }
    /// A progress.
    nobody_knows() -> &'static str { En => "Nobody knows", De => "Niemand weiß es" }
    /// A progress.
    on_its_way() -> &'static str { En => "On its way", De => "Unterwegs" }
    /// A button.
    primary() -> &'static str { En => "Primary", De => "Das Wichtigste" }
    /// A button.
    secondary() -> &'static str { En => "Secondary", De => "Auch möglich" }
    /// A button.
    disabled() -> &'static str { En => "Disabled", De => "Abgeschaltet" }
    /// A button.
    busy() -> &'static str { En => "Busy", De => "Beschäftigt" }
    /// A button.
    fail() -> &'static str { En => "Fail", De => "Scheitern" }
    /// A button.
    break_it() -> &'static str { En => "Break", De => "Zerbrechen" }
    /// Why a step is given up.
    closed_today() -> &'static str { En => "The kitchen is closed today.", De => "Die Küche ist heute geschlossen." }
    /// A button.
    say_it() -> &'static str { En => "Say it in passing", De => "Nebenbei sagen" }
    /// What is said in passing.
    copied(count: u64) -> String { En => ["Copied ", count], De => ["Kopiert: ", count] }
    /// An empty state.
    nothing_here() -> &'static str { En => "Nothing here yet", De => "Noch nichts da" }
    /// Its button.
    start() -> &'static str { En => "Start", De => "Anfangen" }

    // The dialog.

    /// Under it.
    under() -> &'static str { En => "What stands under the dialog.", De => "Was unter dem Dialog steht." }
    /// Under it.
    under_it() -> &'static str { En => "Under the dialog", De => "Unter dem Dialog" }
    /// Its title.
    throw_away_really() -> &'static str { En => "Throw it away?", De => "Wegwerfen?" }
    /// Its text.
    gone_for_good() -> &'static str { En => "It cannot be got back.", De => "Es kommt nicht zurück." }
    /// A button.
    throw_away() -> &'static str { En => "Throw away", De => "Wegwerfen" }
    /// A button.
    keep() -> &'static str { En => "Keep", De => "Behalten" }

    // The bank's.

    /// A button.
    pick() -> &'static str { En => "Show one of my accounts", De => "Eines meiner Konten zeigen" }
    /// Why.
    pick_reason() -> &'static str { En => "To show what it looks like", De => "Um zu zeigen, wie es aussieht" }
    /// A text.
    not_yours() -> &'static str { En => "An account that is nobody's", De => "Ein Konto, das niemandem gehört" }
    /// A secret.
    locker_code() -> &'static str { En => "Locker code", De => "Schließfachcode" }
    /// A code.
    ticket() -> &'static str { En => "Your ticket: show it at the gate", De => "Dein Ticket: am Eingang zeigen" }
    /// A text about somebody.
    for_your_eyes() -> &'static str { En => "Ada Lovelace, 10 December 1815", De => "Ada Lovelace, 10. Dezember 1815" }
}
