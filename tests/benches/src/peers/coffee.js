// The coffee sample's menu and product screens, as a partner would write them for a JavaScript
// container: the same state, the same tree, the same texts, the same calls of the host.
//
// `step` takes `{state, event}` and gives `{state, view}`, both as JSON text.

const WORDS = {
  en: {
    menu: "Menu",
    hot: "Hot drinks",
    cold: "Cold drinks",
    bakery: "From the oven",
    history: "Past orders",
    size: "Size",
    milk: "Milk",
    extras: "Extras",
    quantity: "Quantity",
    add: "Add to basket",
    names: {
      Espresso: ["Espresso", "Short, dark, hazelnut"],
      Cappuccino: ["Cappuccino", "Espresso under a cloud of foam"],
      FlatWhite: ["Flat white", "Two shots, silky milk"],
      HotChocolate: ["Hot chocolate", "70 % cocoa, melted to order"],
      IcedLatte: ["Iced latte", "Over ice, slowly poured"],
      Lemonade: ["Mint lemonade", "Lemon, mint, a little sugar"],
      Croissant: ["Croissant", "Butter, 27 layers"],
      BananaBread: ["Banana bread", "With walnuts, still warm"],
    },
    options: {
      small: "Small",
      medium: "Medium",
      large: "Large",
      whole: "Whole milk",
      oat: "Oat milk",
      soy: "Soy milk",
      shot: "Extra shot",
      vanilla: "Vanilla",
      cinnamon: "Cinnamon",
    },
  },
};

// What it costs, its picture, and whether it has sizes, milk and extras.
const PRODUCTS = {
  Espresso: { price: 240, image: "espresso.png", sizes: false, milk: false, extras: true },
  Cappuccino: { price: 340, image: "cappuccino.png", sizes: true, milk: true, extras: true },
  FlatWhite: { price: 380, image: "flat-white.png", sizes: true, milk: true, extras: true },
  HotChocolate: { price: 390, image: "hot-chocolate.png", sizes: true, milk: true, extras: true },
  IcedLatte: { price: 420, image: "iced-latte.png", sizes: true, milk: true, extras: true },
  Lemonade: { price: 360, image: "lemonade.png", sizes: true, milk: false, extras: false },
  Croissant: { price: 260, image: "croissant.png", sizes: false, milk: false, extras: false },
  BananaBread: { price: 320, image: "banana-bread.png", sizes: false, milk: false, extras: false },
};
const HOT = ["Espresso", "Cappuccino", "FlatWhite", "HotChocolate"];
const COLD = ["IcedLatte", "Lemonade"];
const BAKERY = ["Croissant", "BananaBread"];

const SIZES = [["small", 0], ["medium", 40], ["large", 80]];
const MILKS = [["whole", 0], ["oat", 30], ["soy", 30]];
const EXTRAS = [["shot", 90], ["vanilla", 50], ["cinnamon", 0]];
const MOST_OF_A_LINE = 9;

const text = (text) => ({ text });
const eur = (minor_units) => ({ money: { minor_units, currency: "EUR" } });

class View {
  constructor(screen, title) {
    this.screen = screen;
    this.title = title;
    this.nodes = [];
    this.actions = [];
    this.root = this.node(0, { stack: { axis: "vertical", wrap: false } });
  }

  node(parent, element, key) {
    this.nodes.push(key === undefined ? { parent, element } : { parent, key, element });
    return this.nodes.length - 1;
  }

  action(message) {
    return this.actions.push(message) - 1;
  }

  input(parent, name, label, required, control) {
    this.node(parent, {
      input: {
        name, label, help: null, error: null, required, enabled: true, on_change: null, control,
      },
    });
  }

  toJSON() {
    return { screen: this.screen, title: this.title, nodes: this.nodes, actions: this.actions };
  }
}

function launch(event) {
  const coffee = {
    words: event.kind.launched.environment.locale.startsWith("de") ? "de" : "en",
    screen: "menu",
    notice: null,
    basket: { lines: [] },
    pickup_minutes: 5,
    points: null,
    use_points: false,
    orders: [],
    now: event.now,
  };
  host_get_balance(JSON.stringify("Balance"));
  const kept = host_storage_get("orders");
  coffee.orders = kept === "" ? [] : JSON.parse(kept);
  return coffee;
}

function update(coffee, event) {
  coffee.now = event.now;
  const message = event.kind.action.action;
  if (message.open !== undefined) {
    coffee.screen = { product: message.open };
    coffee.notice = null;
  } else {
    coffee.screen = "menu";
  }
  coffee.orders = coffee.orders.filter((order) => order.pickup_at + 1_800_000 > coffee.now);
}

function menu(coffee) {
  const words = WORDS[coffee.words] ?? WORDS.en;
  const view = new View("menu", words.menu);
  for (const [title, products] of [[words.hot, HOT], [words.cold, COLD], [words.bakery, BAKERY]]) {
    const section = view.node(view.root, { section: { title: [text(title)] } });
    const list = view.node(section, "list");
    for (const product of products) {
      const { price, image } = PRODUCTS[product];
      const [name, about] = words.names[product];
      view.node(list, {
        "list-item": {
          title: [text(name)],
          subtitle: [text(about)],
          trailing: [eur(price)],
          image,
          on_tap: view.action({ open: product }),
        },
      });
    }
  }
  const row = view.node(view.root, { stack: { axis: "horizontal", wrap: true } });
  const button = {
    label: [text(words.history)],
    on_tap: view.action("history"),
    style: "secondary",
    enabled: true,
    busy: false,
  };
  view.node(row, { button }, "history");
  return view;
}

function product(coffee, product) {
  const words = WORDS[coffee.words] ?? WORDS.en;
  const { price, image, sizes, milk, extras } = PRODUCTS[product];
  const [name, about] = words.names[product];
  const options = (all, first) =>
    all.map(([value, surcharge], index) => ({
      value,
      label: surcharge === 0
        ? [text(words.options[value])]
        : [text(words.options[value]), text(" + "), eur(surcharge)],
      selected: first && index === 0,
    }));
  const view = new View("product", name);
  const row = view.node(view.root, { stack: { axis: "horizontal", wrap: false } });
  view.node(row, { image: { asset: image, alt: null, size: "large" } });
  view.node(row, { heading: { title: [text(name)] } });
  view.node(view.root, {
    text: { label: [text(about), text(" · "), eur(price)], tone: "neutral", size: "medium" },
  });
  const submit = view.action({ add: product });
  const form = view.node(view.root, { form: { submit, submit_label: [text(words.add)] } }, image);
  if (sizes) {
    view.input(form, "size", words.size, true, { choice: { options: options(SIZES, true) } });
  }
  if (milk) {
    view.input(form, "milk", words.milk, true, { choice: { options: options(MILKS, true) } });
  }
  if (extras) {
    const all = options(EXTRAS, false);
    view.input(form, "extras", words.extras, false, {
      "multi-choice": { options: all, min: 0, max: all.length },
    });
  }
  view.input(form, "quantity", words.quantity, false, {
    stepper: { value: 1, min: 1, max: MOST_OF_A_LINE, step: 1 },
  });
  return view;
}

export function step(input) {
  let { state, event } = JSON.parse(input);
  if (state === null) {
    state = launch(event);
  } else {
    update(state, event);
  }
  const view = state.screen === "menu" ? menu(state) : product(state, state.screen.product);
  return JSON.stringify({ state, view });
}
