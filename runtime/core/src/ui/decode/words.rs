//! From the contract's enumerations to the core's.

use crate::contract::loggia::app::ui as wit;
use crate::ui::tree::*;

pub(super) fn tone(tone: wit::Tone) -> Tone {
    match tone {
        wit::Tone::Neutral => Tone::Neutral,
        wit::Tone::Info => Tone::Info,
        wit::Tone::Success => Tone::Success,
        wit::Tone::Warning => Tone::Warning,
        wit::Tone::Danger => Tone::Danger,
    }
}

pub(super) fn size(size: wit::Size) -> Size {
    match size {
        wit::Size::Small => Size::Small,
        wit::Size::Medium => Size::Medium,
        wit::Size::Large => Size::Large,
    }
}

pub(super) fn text_kind(kind: wit::TextKind) -> TextKind {
    match kind {
        wit::TextKind::Plain => TextKind::Plain,
        wit::TextKind::Multiline => TextKind::Multiline,
        wit::TextKind::Email => TextKind::Email,
        wit::TextKind::Phone => TextKind::Phone,
        wit::TextKind::Search => TextKind::Search,
        wit::TextKind::Code => TextKind::Code,
    }
}

pub(super) fn icon_name(name: wit::IconName) -> IconName {
    use wit::IconName as W;
    match name {
        W::Check => IconName::Check,
        W::CircleAlert => IconName::CircleAlert,
        W::Clock => IconName::Clock,
        W::Coffee => IconName::Coffee,
        W::Gift => IconName::Gift,
        W::Heart => IconName::Heart,
        W::History => IconName::History,
        W::House => IconName::House,
        W::Info => IconName::Info,
        W::MapPin => IconName::MapPin,
        W::Minus => IconName::Minus,
        W::Plus => IconName::Plus,
        W::Receipt => IconName::Receipt,
        W::Search => IconName::Search,
        W::Settings => IconName::Settings,
        W::ShoppingBag => IconName::ShoppingBag,
        W::Star => IconName::Star,
        W::Trash => IconName::Trash,
        W::TriangleAlert => IconName::TriangleAlert,
        W::User => IconName::User,
        W::Wallet => IconName::Wallet,
        W::X => IconName::X,
    }
}

pub(super) fn politeness(politeness: wit::Politeness) -> Politeness {
    match politeness {
        wit::Politeness::Polite => Politeness::Polite,
        wit::Politeness::Assertive => Politeness::Assertive,
    }
}
