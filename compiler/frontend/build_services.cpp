#include <algorithm>

#include "compiler/diag/catalog.h"
#include "compiler/frontend/build.h"
#include "compiler/frontend/characters.h"
#include "compiler/frontend/read_word.h"
#include "compiler/net/protocol.h"
#include "compiler/support/suggest.h"

namespace sgc::frontend {
namespace {

constexpr std::uint64_t kMaxIcmpNumber = 254;  // 255 is reserved, and "any type" to some tools
constexpr std::uint64_t kMaxProtocol = protocol::kLast;

std::optional<NumberRange> build_port(const Piece& piece, const SgParser::PortContext& context) {
  const Token& first = word_of(context.first);
  const auto from = read_port(piece.source, first);
  if (context.last == nullptr) {
    if (from == 0) report_port_zero(piece.source, first);
    return from && *from != 0 ? std::optional(NumberRange{*from, *from}) : std::nullopt;
  }

  const Token& last = word_of(context.last);
  const auto to = read_port(piece.source, last);
  if (!from || !to) return std::nullopt;
  if (*to == 0) {
    report_port_zero(piece.source, last);
    return std::nullopt;
  }
  if (*from > *to) {
    piece.source.sink.report(diagnose(kind::ReversedPorts, span_of(piece, context), *from, *to)
                                 .with_help(fmt::format("did you mean {}-{}?", *to, *from)));
    return std::nullopt;
  }
  return NumberRange{*from, *to};
}

// Adds a written port to its list. False where it could not be read.
bool add_port(const Piece& piece, std::vector<NumberRange>& list, const SgParser::PortContext* written) {
  if (written == nullptr) return true;
  const auto range = build_port(piece, *written);
  if (range) list.push_back(*range);
  return range.has_value();
}

ast::ServiceItem build_ports(const Piece& piece, const SgParser::PortItemContext& context) {
  ast::PortItem ports;
  ports.protocol = *protocol_number(text_of(word_of(context.protocol).kind));
  const bool destination = add_port(piece, ports.destination, context.destination);
  const bool source = add_port(piece, ports.source, context.source);
  if (!destination || !source) return {ast::Unreadable{}, span_of(piece, context)};
  return {std::move(ports), span_of(piece, context)};
}

std::optional<std::uint8_t> icmp_number(const Piece& piece, const Token& token, std::string_view digits,
                                        std::string_view what) {
  std::uint64_t value = 0;
  for (const char digit : digits.substr(0, 4)) value = value * 10 + static_cast<std::uint64_t>(digit - '0');
  const bool plain = digits.size() == 1 || digits.front() != '0';
  if (plain && value <= kMaxIcmpNumber) return static_cast<std::uint8_t>(value);

  const Span where = span_of(piece.source, token);
  piece.source.sink.report(plain ? diagnose(kind::IcmpNumber, where, what, shown(digits)).with_help("without a number every type and code is meant: `icmp`, `icmp 3`")
                                 : diagnose(kind::LeadingZero, where, shown(digits)).with_help("write it without the zero"));
  return std::nullopt;
}

bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

ast::ServiceItem build_icmp_numbers(const Piece& piece, const Token& token, Family family, Span span) {
  const std::string_view text = text_of(piece.source, token);
  const std::size_t slash = text.find('/');
  const std::string_view type_digits = text.substr(0, slash);
  const std::string_view code_digits = slash == std::string_view::npos ? "" : text.substr(slash + 1);
  if (slash != std::string_view::npos && !all_digits(code_digits)) {
    piece.source.sink.report(diagnose(kind::UnknownIcmpType, span_of(piece.source, token), shown(text),
                                      family == Family::V4 ? "icmp" : "icmp6")
                                 .with_help("write a type's name, its number, or type and code as `3/4`"));
    return {ast::Unreadable{}, span};
  }

  ast::IcmpItem item{family, icmp_number(piece, token, type_digits, "type"), std::nullopt};
  if (slash != std::string_view::npos) item.code = icmp_number(piece, token, code_digits, "code");
  const bool complete = item.type && (item.code || slash == std::string_view::npos);
  if (!complete) return {ast::Unreadable{}, span};
  return {item, span};
}

ast::ServiceItem build_icmp(const Piece& piece, const SgParser::IcmpItemContext& context) {
  const Family family = word_of(context.protocol).is(TokenKind::Icmp) ? Family::V4 : Family::V6;
  const Span span = span_of(piece, context);
  if (context.type == nullptr) return {ast::IcmpItem{family, std::nullopt, std::nullopt}, span};

  const Token& type = word_of(context.type);
  if (!type.is(TokenKind::IcmpType)) return build_icmp_numbers(piece, type, family, span);
  return {ast::IcmpItem{family, icmp_type_number(family, text_of(piece.source, type)), std::nullopt}, span};
}

ast::ServiceItem build_protocol(const Piece& piece, const SgParser::ServiceItemContext& context) {
  const Span span = span_of(piece, context);
  if (context.protocol != nullptr) {
    return {ast::ProtocolItem{*protocol_number(text_of(word_of(context.protocol).kind))}, span};
  }
  const Token& digits = word_of(context.digits);
  const auto number = read_number(piece.source, digits);
  if (number && *number >= 1 && *number <= kMaxProtocol) {
    return {ast::ProtocolItem{static_cast<std::uint8_t>(*number)}, span};
  }
  if (number) {
    piece.source.sink.report(diagnose(kind::ProtocolNumber, span_of(piece.source, digits), shown(text_of(piece.source, digits)))
                                 .with_help("every protocol is `all`"));
  }
  return {ast::Unreadable{}, span};
}

// The list that a port by itself continues, or null.
std::vector<NumberRange>* open_list(std::vector<ast::ServiceItem>& items) {
  auto* ports = items.empty() ? nullptr : std::get_if<ast::PortItem>(&items.back().what);
  if (ports == nullptr) return nullptr;
  if (!ports->source.empty()) return &ports->source;
  return ports->destination.empty() ? nullptr : &ports->destination;
}

void report_missing_comma(const Piece& piece, const Token& before, const Token& after) {
  const auto quoted = [&](const Token& token) { return fmt::format("`{}`", shown(text_of(piece.source, token))); };
  piece.source.sink.report(
      diagnose(kind::MissingComma, span_of(piece.source, after), quoted(before), quoted(after))
          .with_help("a list of ports is parted by commas: `tcp 80, 443`"));
}

// `, 443` or `, 443 sport 1024-65535` after a port list.
void continue_ports(const Piece& piece, std::vector<ast::ServiceItem>& items, const SgParser::MorePortsContext& context) {
  const std::size_t index = index_of(context.start);
  const Token& first = piece.words[index];
  const Span span = span_of(piece, context);
  if (!items.empty() && std::holds_alternative<ast::Unreadable>(items.back().what)) return;

  std::vector<NumberRange>* const list = open_list(items);
  if (list == nullptr) {
    const std::string port = shown(text_of(piece.source, first));
    piece.source.sink.report(diagnose(kind::PortWithoutProtocol, span, port)
                                 .with_help(fmt::format("write `tcp {0}` or `udp {0}`", port)));
    items.push_back({ast::Unreadable{}, span});
    return;
  }
  const Token& before = piece.words[index - 1];
  if (!before.is(TokenKind::Comma)) report_missing_comma(piece, before, first);

  auto& ports = std::get<ast::PortItem>(items.back().what);
  const bool second_sport = context.source != nullptr && !ports.source.empty();
  if (second_sport) {
    piece.source.sink.report(diagnose(kind::RepeatedOption, span_of(piece.source, word_of(context.keyword)), "sport")
                                 .with_help("source ports are one list"));
  }
  const bool good = add_port(piece, *list, context.destination) && add_port(piece, ports.source, context.source);
  items.back().span.end = span.end;
  if (!good) items.back().what = ast::Unreadable{};
}

// A word after `icmp` that is nearly a type was meant as one. Before: `name` follows `icmp` without a comma.
bool is_misspelt_type(const Piece& piece, const ast::IcmpItem& icmp, const ast::Name& name) {
  const auto near = suggest(name.text, icmp_type_names(icmp.family));
  if (!near) return false;
  const std::string_view word = icmp.family == Family::V4 ? "icmp" : "icmp6";
  piece.source.sink.report(
      diagnose(kind::UnknownIcmpType, name.span, name.text, word)
          .with_help(fmt::format("did you mean `{}`? a service of that name stands after a comma", *near)));
  return true;
}

bool follows_bare_icmp(const Piece& piece, const std::vector<ast::ServiceItem>& items,
                       const SgParser::ServiceItemContext& context) {
  if (items.empty() || context.named == nullptr) return false;
  const auto* icmp = std::get_if<ast::IcmpItem>(&items.back().what);
  if (icmp == nullptr || icmp->type) return false;
  if (piece.words[index_of(context.start) - 1].is(TokenKind::Comma)) return false;
  const auto name = build_name(piece, *context.named);
  return name && is_misspelt_type(piece, *icmp, *name);
}

ast::ServiceItem build_named_service(const Piece& piece, const SgParser::NameContext& context, Span span) {
  const auto name = build_name(piece, context);
  if (name) return {*name, span};
  return {ast::Unreadable{}, span};
}

ast::ServiceItem build_item(const Piece& piece, const SgParser::ServiceItemContext& context) {
  if (context.named != nullptr) return build_named_service(piece, *context.named, span_of(piece, context));
  if (context.ports != nullptr) return build_ports(piece, *context.ports);
  if (context.icmp != nullptr) return build_icmp(piece, *context.icmp);
  if (context.all != nullptr) return {ast::AllServices{}, span_of(piece, context)};
  return build_protocol(piece, context);
}

}  // namespace

std::vector<ast::ServiceItem> build_services(const Piece& piece,
                                             const std::vector<SgParser::ServiceItemContext*>& contexts) {
  std::vector<ast::ServiceItem> items;
  items.reserve(contexts.size());
  for (const SgParser::ServiceItemContext* context : contexts) {
    if (context->more != nullptr) {
      continue_ports(piece, items, *context->more);
    } else if (follows_bare_icmp(piece, items, *context)) {
      items.back().what = ast::Unreadable{};
    } else {
      items.push_back(build_item(piece, *context));
    }
  }
  return items;
}

}  // namespace sgc::frontend
