#include <algorithm>
#include <array>

#include "compiler/diag/catalog.h"
#include "compiler/frontend/characters.h"
#include "compiler/frontend/slip.h"
#include "compiler/net/protocol.h"
#include "compiler/support/suggest.h"

namespace sgc::frontend {
namespace {

bool has_ports(TokenKind kind) {
  return kind == TokenKind::Tcp || kind == TokenKind::Udp || kind == TokenKind::Sctp;
}

std::optional<TokenKind> protocol_with_ports(std::string_view word) {
  const auto kind = keyword_kind(word);
  return kind && has_ports(*kind) ? kind : std::nullopt;
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// The words of a protocol and a port that stand within one word.
std::vector<Token> protocol_and_port(TokenKind protocol, const Token& whole, std::uint32_t slash, bool port_first) {
  const Token left{port_first ? TokenKind::Number : protocol, false, false, whole.begin, slash};
  const Token right{port_first ? protocol : TokenKind::Number, false, false, slash + 1, whole.end};
  if (port_first) return {right, left};
  return {left, right};
}

// tcp 80/tcp
std::optional<Slip> protocol_twice(const Situation& s) {
  if (!has_ports(s.before()) || !s.finds(TokenKind::Slashed)) return std::nullopt;
  const std::string_view text = s.text(s.found());
  const std::size_t slash = text.find('/');
  if (!protocol_with_ports(text.substr(slash + 1))) return std::nullopt;

  const Token& whole = s.found();
  const Token port{TokenKind::Number, false, false, whole.begin, whole.begin + static_cast<std::uint32_t>(slash)};
  return Slip{diagnose(kind::PortSpelling, s.span(whole), shown(text))
                  .with_help(fmt::format("write `{} {}`", text.substr(slash + 1), shown(text.substr(0, slash)))),
              Edit{s.index, 1, {port}}};
}

// 80/tcp, tcp/80
std::optional<Slip> slash_between(const Situation& s) {
  const bool service_wanted = s.expects(TokenKind::Tcp) && s.expects(TokenKind::Proto);
  if (!service_wanted || !(s.finds(TokenKind::Slashed) || s.finds(TokenKind::Address))) return std::nullopt;

  const std::string_view text = s.text(s.found());
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view left = text.substr(0, slash);
  const std::string_view right = text.substr(slash + 1);
  const auto at = s.found().begin + static_cast<std::uint32_t>(slash);

  if (const auto protocol = protocol_with_ports(right); protocol && is_number(left)) {
    return Slip{diagnose(kind::PortBeforeProtocol, s.span(s.found())).with_help(fmt::format("write `{} {}`", right, shown(left))),
                Edit{s.index, 1, protocol_and_port(*protocol, s.found(), at, true)}};
  }
  if (const auto protocol = protocol_with_ports(left); protocol && is_number(right)) {
    return Slip{diagnose(kind::PortSpelling, s.span(s.found()), shown(text)).with_help(fmt::format("write `{} {}`", left, shown(right))),
                Edit{s.index, 1, protocol_and_port(*protocol, s.found(), at, false)}};
  }
  return std::nullopt;
}

// 80 tcp
std::optional<Slip> port_before_protocol(const Situation& s) {
  if (s.at_end() || !has_ports(s.found().kind) || s.before() != TokenKind::Number) return std::nullopt;
  const Token& port = s.words[s.index - 1];
  const Token& protocol = s.found();
  const Span where = s.source.span(port.begin, protocol.end);
  return Slip{diagnose(kind::PortBeforeProtocol, where)
                  .with_help(fmt::format("write `{} {}`", s.text(protocol), s.show(port))),
              Edit{s.index - 1, 2, {protocol, port}}};
}

// tcp 80:443, tcp 80..443
std::optional<Slip> foreign_range(const Situation& s) {
  const bool port_wanted = has_ports(s.before()) || s.before() == TokenKind::Comma || s.before() == TokenKind::Sport;
  if (!s.finds(TokenKind::Address) || !port_wanted || s.expects(TokenKind::Address)) return std::nullopt;

  const std::string_view text = s.text(s.found());
  const std::size_t first = std::min(text.find_first_of(":."), text.size());
  const std::size_t last = std::min(text.find_first_not_of(":.", first), text.size());
  if (!is_number(text.substr(0, first)) || !is_number(text.substr(last))) return std::nullopt;

  const Token& whole = s.found();
  const auto gap = whole.begin + static_cast<std::uint32_t>(first);
  const auto rest = whole.begin + static_cast<std::uint32_t>(last);
  return Slip{diagnose(kind::PortSpelling, s.span(whole), shown(text))
                  .with_help(fmt::format("write `{}-{}`", shown(text.substr(0, first)), shown(text.substr(last)))),
              Edit{s.index,
                   1,
                   {{TokenKind::Number, false, false, whole.begin, gap},
                    {TokenKind::Dash, false, false, gap, rest},
                    {TokenKind::Number, false, false, rest, whole.end}}}};
}

// tcp port 80, tcp dport 80, tcp any
std::optional<Slip> word_before_port(const Situation& s) {
  if (s.at_end() || !has_ports(s.before())) return std::nullopt;
  const std::string_view word = s.text(s.found());
  static constexpr std::array<std::string_view, 5> kWords{"port", "ports", "dport", "dports", "eq"};
  const bool port_word = std::find(kWords.begin(), kWords.end(), word) != kWords.end();
  const bool all_ports = s.finds(TokenKind::Any) || s.finds(TokenKind::All);
  if (!port_word && !all_ports) return std::nullopt;

  const std::string_view protocol = text_of(s.before());
  return Slip{diagnose(kind::PortWord, s.span(s.found()), word, protocol)
                  .with_help(all_ports ? fmt::format("all ports are `{}` alone", protocol)
                                       : fmt::format("write the ports right after it: `{} 80, 443`", protocol)),
              Edit{s.index, 1, {}}};
}

// icmp echo-requst
std::optional<Slip> misspelt_icmp_type(const Situation& s) {
  const bool after_icmp = s.before() == TokenKind::Icmp || s.before() == TokenKind::Icmp6;
  if (!after_icmp || !s.finds(TokenKind::Name)) return std::nullopt;
  const bool v4 = s.before() == TokenKind::Icmp;
  const std::string_view word = s.text(s.found());
  auto finding = diagnose(kind::UnknownIcmpType, s.span(s.found()), word, v4 ? "icmp" : "icmp6");

  const auto near = suggest(word, icmp_type_names(v4 ? Family::V4 : Family::V6));
  if (near) {
    finding.help = fmt::format("did you mean `{}`?", *near);
  } else if (icmp_type_number(v4 ? Family::V6 : Family::V4, word)) {
    finding.help = fmt::format("it is a type of `{}`", v4 ? "icmp6" : "icmp");
  } else {
    return std::nullopt;
  }
  return Slip{std::move(finding), Edit{s.index, 1, {}}};
}

// icmp echo-request/0
std::optional<Slip> code_after_name(const Situation& s) {
  const bool after_icmp = s.before() == TokenKind::Icmp || s.before() == TokenKind::Icmp6;
  if (!after_icmp || s.at_end()) return std::nullopt;
  const std::string_view text = s.text(s.found());
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string_view name = text.substr(0, slash);
  const bool v4 = s.before() == TokenKind::Icmp;
  const auto type = icmp_type_number(v4 ? Family::V4 : Family::V6, name);
  if (slash == text.size() || !type) return std::nullopt;
  return Slip{diagnose(kind::UnknownIcmpType, s.span(s.found()), shown(text), v4 ? "icmp" : "icmp6")
                  .with_help(fmt::format("`{}` is the type with all its codes; one of them is written in numbers: `{}/CODE`",
                                         name, *type)),
              Edit{s.index, 1, {}}};
}

// allow from any
std::optional<Slip> missing_service(const Situation& s) {
  const bool after_action =
      s.before() == TokenKind::Allow || s.before() == TokenKind::Deny || s.before() == TokenKind::Reject;
  if (!after_action || s.first() == TokenKind::Default || !(s.finds(TokenKind::From) || s.finds(TokenKind::To))) return std::nullopt;
  return Slip{diagnose(kind::MissingService, s.span(s.found()), s.text(s.found()))
                  .with_help(fmt::format("every service is `all`: `{} all {} …`", text_of(s.before()), s.text(s.found()))),
              Edit{s.index, 0, {missing(TokenKind::All, s.found())}}};
}

constexpr std::array<FindSlip, 8> kServiceSlips{protocol_twice,   slash_between,      port_before_protocol, foreign_range,
                                         word_before_port, misspelt_icmp_type, code_after_name,      missing_service};

}  // namespace

std::span<const FindSlip> slips_of_services() { return kServiceSlips; }

}  // namespace sgc::frontend
