//! The partner's server, the bank's rates and the user's place.
#![allow(clippy::unwrap_used, reason = "a test's own helper fails the test")]

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use loggia_sdk::testing::TestApp;
use loggia_sdk::ui::*;
use loggia_sdk::{
    Answer, Ctx, Currency, Error, ErrorCode, Failure, HttpMethod, HttpRequest, HttpResponse,
    Launch, MiniApp, Money, Position, Quote,
};
use serde::{Deserialize, Serialize};

const HTTP: &str = "loggia:http/http";
const FX: &str = "loggia:fx/fx";
const LOCATION: &str = "loggia:location/location";

/// Asks for what the form says, and says what came.
#[derive(Debug, Serialize, Deserialize)]
struct Asker {
    said: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Msg {
    Send,
    Quote,
    Locate,
    LocateLater,
    Fail,
    Answered(Answer<HttpResponse>),
    Quoted(Answer<Quote>),
    Located(Answer<Position>),
}

impl Asker {
    fn send(&mut self, ctx: &Ctx<Msg>) -> Result<(), Error> {
        let text = |name| ctx.fields().text(name).unwrap_or_default().to_owned();
        let (url, body) = (text("url"), text("body"));
        let request = match text("method").as_str() {
            "head" => HttpRequest::head(url),
            "post" => HttpRequest::post(url, body),
            "put" => HttpRequest::put(url, body),
            "patch" => HttpRequest::patch(url, body),
            "delete" => HttpRequest::delete(url),
            _ => HttpRequest::get(url),
        };
        let headers = text("headers");
        let headers = headers.split(';').filter_map(|line| line.split_once('='));
        let request = headers.fold(request, |request, (name, value)| request.header(name, value));
        ctx.http().send(request, Msg::Answered)
    }

    fn say<T>(&mut self, when: &str, answer: Result<T, Error>, words: impl FnOnce(T) -> String) {
        self.said.push(match answer {
            Ok(answer) => words(answer),
            Err(error) => format!("{when}{:?}: {}", error.code, error.message),
        });
    }
}

impl MiniApp for Asker {
    type Msg = Msg;
    const SCHEMA: u32 = 1;

    fn launch(_: &Launch, _: &mut Ctx<Msg>) -> Result<Self, Failure> {
        Ok(Self { said: Vec::new() })
    }

    fn update(&mut self, msg: Msg, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        let text = |name| ctx.fields().text(name).unwrap_or_default().to_owned();
        let asked = match msg {
            Msg::Send => self.send(ctx),
            Msg::Fail => {
                self.send(ctx)?;
                return Err(Failure::internal("on purpose"));
            }
            Msg::Quote => {
                let currency = Currency::new(&text("from"))?;
                let amount = Money::parse(&text("amount"), currency)?;
                ctx.fx().quote(amount, Currency::new(&text("into"))?, Msg::Quoted)
            }
            Msg::Locate => {
                let accuracy = text("accuracy").parse().unwrap_or(100);
                ctx.location().current(accuracy, Msg::Located)
            }
            Msg::LocateLater => {
                ctx.timers().wake_at(ctx.now() + Duration::from_secs(60), Msg::Locate)
            }
            Msg::Answered(answer) => {
                self.say("", answer.take(ctx), |response| {
                    // A long text has no place in a state.
                    let body = match response.body.len() {
                        0..=1_000 => String::from_utf8_lossy(&response.body).into_owned(),
                        length => format!("of {length} bytes"),
                    };
                    let headers = response.headers.iter();
                    let names: Vec<&str> = headers.map(|(name, _)| name.as_str()).collect();
                    let kind = if response.is_success() { "fine" } else { "not fine" };
                    format!("{} {kind} {body} [{}]", response.status, names.join(", "))
                });
                return Ok(());
            }
            Msg::Quoted(answer) => {
                self.say("", answer.take(ctx), |quote| {
                    let good_for = quote.expires_at.since(quote.at).as_secs();
                    format!(
                        "{} is {} at {} for {good_for} s",
                        quote.amount, quote.worth, quote.rate
                    )
                });
                return Ok(());
            }
            Msg::Located(answer) => {
                self.say("", answer.take(ctx), |position| {
                    let (north, east) =
                        (position.latitude_microdegrees, position.longitude_microdegrees);
                    format!("{north} {east} within {} m", position.accuracy_metres)
                });
                return Ok(());
            }
        };
        if asked.is_err() {
            self.say("at once ", asked, |()| String::new());
        }
        Ok(())
    }

    fn view(&self) -> View<Msg> {
        let field = |name: &str| text_field(name, name).length(0, 4_096);
        View::new(
            "asker",
            "Asker",
            (
                self.said.last().map(|said| text(said.as_str())),
                form(
                    Msg::Send,
                    "Send",
                    (field("method"), field("url"), field("headers"), field("body")),
                ),
                form(Msg::Fail, "Send and fail", field("unused")),
                form(Msg::Quote, "Quote", (field("amount"), field("from"), field("into"))),
                form(Msg::Locate, "Locate", field("accuracy")),
                button("Locate later", Msg::LocateLater),
            ),
        )
    }
}

fn echo(request: &HttpRequest) -> Result<HttpResponse, ErrorCode> {
    let body = String::from_utf8_lossy(request.body()).into_owned();
    let key = request.headers().iter().find(|(name, _)| name == "idempotency-key");
    let key = key.map_or("no key", |(_, value)| value);
    let answer = format!("{:?} {} {body} {key}", request.method(), request.url());
    Ok(HttpResponse::new(200, answer).with_header("ETag", "\"1\"").with_header("Set-Cookie", "a=b"))
}

fn sent(app: &mut TestApp<Asker>, fields: &[(&str, &str)]) {
    for name in ["method", "url", "headers", "body"] {
        let value = fields.iter().find(|(field, _)| *field == name).map_or("", |(_, value)| value);
        app.fill(name, value);
    }
    app.tap("Send");
}

const URL: &str = "https://api.partner.example/orders?n=1";

#[test]
fn a_request_reaches_the_server_and_its_answer_the_mini_app() {
    let mut app = TestApp::<Asker>::builder().http(echo).launch();
    sent(&mut app, &[("url", URL)]);
    app.expect_text(&format!("200 fine Method::Get {URL}  no key [etag]"));
    sent(&mut app, &[("method", "post"), ("url", URL), ("body", "tea"), ("headers", "accept=a")]);
    app.expect_text(&format!("200 fine Method::Post {URL} tea request-2 [etag]"));
    sent(&mut app, &[("method", "put"), ("url", URL), ("body", "tea")]);
    app.expect_text("request-3");
    let [get, post, put] = app.requests() else { panic!("{} requests", app.requests().len()) };
    assert_eq!((get.method(), get.headers().len()), (HttpMethod::Get, 0));
    assert_eq!(post.headers().first(), Some(&("accept".to_owned(), "a".to_owned())));
    assert_eq!(put.body(), b"tea");
}

#[test]
fn what_is_out_of_bounds_is_not_sent() {
    let mut app = TestApp::<Asker>::builder().http(echo).launch();
    let long = format!("https://api.partner.example/{}", "x".repeat(2_048));
    for (fields, why) in [
        (vec![("url", "http://api.partner.example/")], "begins with https"),
        (vec![("url", "https://user@api.partner.example/")], "no credentials"),
        (vec![("url", "https:///orders")], "has a host"),
        (vec![("url", "https://localhost/")], "has a host"),
        (vec![("url", "https://api.partner.example/#top")], "no fragment"),
        (vec![("url", "https://api.partner.example/a b")], "percent-encode"),
        (vec![("url", long.as_str())], "at most 2 048 bytes"),
        (vec![("url", URL), ("headers", "Cookie=a")], "the host alone sets cookie"),
        (vec![("url", URL), ("headers", "Signature-Input=a")], "the host alone sets signature"),
        (vec![("url", URL), ("headers", "Idempotency-Key=a")], "the host alone sets idempotency"),
        (vec![("url", URL), ("headers", "a b=c")], "is no name"),
        (vec![("url", URL), ("headers", "a= c")], "printable ASCII"),
        (vec![("url", URL), ("headers", "a=b;A=c")], "a is there twice"),
    ] {
        sent(&mut app, &fields);
        app.expect_text("at once ErrorCode::InvalidArgument");
        app.expect_text(why);
    }
    let many: Vec<String> = (0..33).map(|number| format!("x{number}=y")).collect();
    sent(&mut app, &[("url", URL), ("headers", &many.join(";"))]);
    app.expect_text("at most 32");
    assert!(app.requests().is_empty());
}

#[test]
fn an_answer_that_cannot_be_handed_on_is_none() {
    let mut app = TestApp::<Asker>::builder().launch();
    sent(&mut app, &[("url", URL)]);
    app.expect_text("ErrorCode::Unavailable: nothing was sent");
    for (status, size, said) in [
        (200, 262_144, "200 fine of 262144 bytes"),
        (200, 262_145, "ErrorCode::Unavailable"),
        (599, 1, "599 not fine ."),
        (600, 1, "ErrorCode::Unavailable"),
        (101, 1, "ErrorCode::Unavailable"),
    ] {
        let mut app = TestApp::<Asker>::builder().launch();
        app.serve(move |_| Ok(HttpResponse::new(status, vec![b'.'; size])));
        sent(&mut app, &[("url", URL)]);
        app.expect_text(said);
    }
    app.serve(|_| Err(ErrorCode::Unavailable));
    app.tap("Send");
    app.expect_text("ErrorCode::Unavailable: the test's server did not answer");
}

#[test]
fn a_step_that_is_undone_sends_nothing() {
    let asked = Rc::new(Cell::new(0));
    let counted = Rc::clone(&asked);
    let mut app = TestApp::<Asker>::builder()
        .http(move |request| {
            counted.set(counted.get() + 1);
            echo(request)
        })
        .launch();
    app.fill("url", URL);
    app.fails(|app| app.tap("Send and fail"));
    assert_eq!(asked.get(), 0);
    app.tap("Send");
    assert_eq!(asked.get(), 1);
}

#[test]
fn http_can_be_refused_out_of_order_and_slow() {
    let mut app = TestApp::<Asker>::builder().deny(HTTP).http(echo).launch();
    sent(&mut app, &[("url", URL)]);
    app.expect_text("at once ErrorCode::Denied");

    let mut app = TestApp::<Asker>::builder().http(echo).hold_answers().launch();
    sent(&mut app, &[("url", URL)]);
    app.expect_no_text("200");
    app.answer();
    app.expect_text("200 fine");
    app.make_unavailable(HTTP);
    app.tap("Send");
    app.answer();
    app.expect_text("ErrorCode::Unavailable");
}

#[test]
fn money_is_worth_what_the_rate_says_rounded_half_up() {
    let mut app = TestApp::<Asker>::builder()
        .rate("EUR", "USD", "1.0842")
        .rate("EUR", "JPY", "161.495")
        .rate("KWD", "EUR", "3")
        .launch();
    for (amount, from, into, expected) in [
        ("100", "EUR", "USD", "100.00 EUR is 108.42 USD at 1.0842 for 60 s"),
        ("0.01", "EUR", "USD", "0.01 EUR is 0.01 USD"),
        ("1", "EUR", "JPY", "1.00 EUR is 161 JPY"),
        ("100", "EUR", "JPY", "100.00 EUR is 16150 JPY"),
        ("0.005", "KWD", "EUR", "0.005 KWD is 0.02 EUR"),
        ("1", "USD", "EUR", "ErrorCode::NotFound"),
        ("0", "EUR", "USD", "at once ErrorCode::InvalidArgument: amount: more than zero"),
    ] {
        app.fill("amount", amount);
        app.fill("from", from);
        app.fill("into", into);
        app.tap("Quote");
        app.expect_text(expected);
    }
    app.make_unavailable(FX);
    app.tap("Quote");
    let mut app = TestApp::<Asker>::builder().deny(FX).launch();
    app.fill("amount", "1");
    app.fill("from", "EUR");
    app.fill("into", "USD");
    app.tap("Quote");
    app.expect_text("at once ErrorCode::Denied");
}

#[test]
#[should_panic(expected = "are no rate")]
fn a_rate_is_a_decimal_number_above_zero() {
    let _ = TestApp::<Asker>::builder().rate("EUR", "USD", "1,08");
}

#[test]
fn a_place_is_known_once_the_user_consents_and_as_coarsely_as_is_asked() {
    let mut app = TestApp::<Asker>::builder().position(48.2082, 16.3738).launch();
    app.tap("Locate");
    assert!(app.asks_for_consent());
    app.refuse_consent();
    app.expect_text("ErrorCode::Denied");
    app.tap("Locate");
    app.expire_consent();
    app.expect_text("ErrorCode::Expired");
    app.tap("Locate");
    app.consent();
    app.expect_text("within 100 m");
    let near = app.text();
    app.fill("accuracy", "20000");
    app.tap("Locate");
    app.expect_text("within 20000 m");
    assert_ne!(app.text(), near);
    for accuracy in ["0", "100001"] {
        app.fill("accuracy", accuracy);
        app.tap("Locate");
        app.expect_text("at once ErrorCode::InvalidArgument");
    }
    app.revoke_consent(LOCATION);
    app.fill("accuracy", "100");
    app.tap("Locate");
    assert!(app.asks_for_consent());
}

#[test]
fn two_users_in_the_same_square_are_at_the_same_place() {
    let place = |latitude, longitude| {
        let mut app =
            TestApp::<Asker>::builder().consented().position(latitude, longitude).launch();
        app.fill("accuracy", "1000");
        app.tap("Locate");
        app.text().lines().next().unwrap().to_owned()
    };
    assert_eq!(place(48.2080, 16.3740), place(48.2085, 16.3745));
    assert_ne!(place(48.2080, 16.3740), place(48.3080, 16.3740));
    assert!(place(-33.9, -70.7).starts_with("-33"));
}

#[test]
fn without_an_action_nobody_is_asked_where_they_are() {
    let mut app = TestApp::<Asker>::builder().position(48.2, 16.4).launch();
    app.tap("Locate later");
    app.advance(Duration::from_secs(60));
    assert!(!app.asks_for_consent());
    app.expect_text("at once ErrorCode::Denied");

    let mut app = TestApp::<Asker>::builder().consented().launch();
    app.tap("Locate");
    app.expect_text("ErrorCode::Unavailable: the device does not know");
}
