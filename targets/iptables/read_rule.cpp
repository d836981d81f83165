#include "targets/iptables/read_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>

#include "compiler/net/parse_address.h"
#include "compiler/net/protocol.h"
#include "targets/host/services.h"

namespace sgc::iptables {
namespace {

using host::Numbers;

struct ProtocolName {
  std::string_view name;
  std::uint8_t number;
};
constexpr ProtocolName kProtocols[] = {
    {"icmp", protocol::kIcmp}, {"tcp", protocol::kTcp}, {"udp", protocol::kUdp}, {"ipv6-icmp", protocol::kIcmp6}, {"sctp", protocol::kSctp}};

// What each match asks. One that is named and asks nothing has a meaning of its own: `-m limit` is three packets an hour.
struct MatchOption {
  std::string_view match;
  std::string_view option;
};
constexpr MatchOption kMatchOptions[] = {
    {"multiport", "--sports"},   {"multiport", "--dports"},  {"set", "--match-set"},      {"iprange", "--src-range"}, {"iprange", "--dst-range"},
    {"comment", "--comment"},    {"limit", "--limit"},       {"limit", "--limit-burst"},  {"conntrack", "--ctstate"}, {"hl", "--hl-eq"},
};

class RuleReader {
 public:
  RuleReader(const std::vector<std::string>& words, std::size_t line, Family family, const ReadSets& sets)
      : words_(words), line_(line), family_(family), sets_(sets) {
    rule_.region = {AddressSet::any(family), AddressSet::any(family), ServiceSet::all(family)};
  }

  ReadRule run() {
    while (at_ < words_.size()) read_option(take());
    check_matches();
    rule_.region.service = intersect(rule_.region.service, services());
    if (!decided_ && !rule_.frame) fail("the rule has no target");
    if (!rule_.limit.empty() && rule_.verdict.kind != ReadVerdict::Kind::Log) fail("a limit stands before something else than a log");
    if (rule_.verdict.kind == ReadVerdict::Kind::Reject && !answers_) fail("a reject does not say its answer");
    if (answers_ && !resets_ && protocol_ == protocol::kTcp) fail("TCP is answered by a reset");
    if (resets_ && (!protocol_ || *protocol_ != protocol::kTcp)) fail("a reset answers TCP alone");
    return std::move(rule_);
  }

 private:
  [[noreturn]] void fail(const std::string& why) const { throw Unreadable(line_, why); }

  std::string take() {
    if (at_ == words_.size()) fail("the rule ends in its middle");
    return words_[at_++];
  }

  void read_option(const std::string& option) {
    check_named(option);
    if (option == "-s") return narrow(rule_.region.source, AddressSet::of(range(take())));
    if (option == "-d") return narrow(rule_.region.destination, AddressSet::of(range(take())));
    if (option == "--src-range") return narrow(rule_.region.source, AddressSet::of(range(take())));
    if (option == "--dst-range") return narrow(rule_.region.destination, AddressSet::of(range(take())));
    if (option == "-p") return read_protocol(take());
    if (option == "--sport" || option == "--sports") return read_ports(source_ports_, take());
    if (option == "--dport" || option == "--dports") return read_ports(destination_ports_, take());
    if (option == "--icmp-type" || option == "--icmpv6-type") return read_icmp(option, take());
    if (option == "--match-set") return read_set(take());
    if (option == "--comment") return static_cast<void>(take());
    if (option == "--log-prefix") return read_log_prefix(take());
    if (option == "--limit") return read_limit(take());
    if (option == "--limit-burst") return static_cast<void>(rule_.limit += " " + option + " " + take());
    if (option == "-m") return read_module(take());
    if (option == "-i" || option == "-o" || option == "--ctstate" || option == "--hl-eq") return read_frame(take());
    if (option == "-j" || option == "-g") return read_target(option, take());
    if (option == "--reject-with") return read_answer(take());
    fail(fmt::format("'{}' is no option that sgc writes", option));
  }

  void read_module(const std::string& module) {
    const bool known = std::any_of(std::begin(kMatchOptions), std::end(kMatchOptions), [&](const MatchOption& m) { return m.match == module; });
    if (!known) fail(fmt::format("'{}' is no match that sgc writes", module));
    named_.push_back(module);
  }

  // The tools know an option from its match on.
  void check_named(const std::string& option) const {
    for (const MatchOption& m : kMatchOptions) {
      if (m.option == option && std::find(named_.begin(), named_.end(), m.match) == named_.end()) fail(fmt::format("{} stands without `-m {}`", option, m.match));
    }
  }

  void read_limit(const std::string& rate) {
    if (!rule_.limit.empty()) fail("the limit is not as sgc writes it");
    rule_.limit = rate;
  }

  void read_log_prefix(const std::string& prefix) {
    if (rule_.verdict.kind != ReadVerdict::Kind::Log || !rule_.log_prefix.empty()) fail("the prefix of a log stands in a wrong place");
    rule_.log_prefix = prefix;
  }

  void check_matches() const {
    for (std::size_t i = 0; i + 1 < words_.size(); ++i) {
      if (words_[i] != "-m") continue;
      const bool asks = std::any_of(std::begin(kMatchOptions), std::end(kMatchOptions), [&](const MatchOption& m) {
        return m.match == words_[i + 1] && std::find(words_.begin(), words_.end(), m.option) != words_.end();
      });
      if (!asks) fail(fmt::format("`-m {}` asks nothing", words_[i + 1]));
    }
  }

  void read_frame(const std::string&) { rule_.frame = true; }  // its text is what is compared

  static void narrow(AddressSet& side, const AddressSet& to) { side = intersect(side, to); }

  AddressRange range(const std::string& text) const {
    const ParsedAddress parsed = parse_address(text);
    if (!parsed.ok() || parsed.range.family != family_) fail(fmt::format("'{}' is no address of this family", text));
    return parsed.range;
  }

  // iptables takes 022 for 18.
  unsigned number(std::string_view text, unsigned most) const {
    unsigned value = 0;
    if (text.size() > 1 && text[0] == '0') fail(fmt::format("'{}' is an octal number to iptables", text));
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > most) fail(fmt::format("'{}' is no number here", text));
    return value;
  }

  void read_protocol(const std::string& word) {
    if (protocol_) fail("a rule asks two protocols");
    for (const ProtocolName& known : kProtocols) {
      if (known.name == word) protocol_ = known.number;
    }
    if (!protocol_) protocol_ = static_cast<std::uint8_t>(number(word, protocol::kLast));
    if (*protocol_ == 0) fail("protocol 0 is every protocol to iptables");
  }

  void read_ports(Numbers& ports, const std::string& list) {
    if (!ports.empty()) fail("a rule asks the same ports twice");
    for (std::string_view rest = list;;) {
      const std::string_view word = rest.substr(0, rest.find(','));
      const std::size_t colon = word.find(':');
      const unsigned first = number(word.substr(0, colon), kMaxPort);
      const unsigned last = colon == std::string_view::npos ? first : number(word.substr(colon + 1), kMaxPort);
      if (first > last) fail(fmt::format("the ports '{}' run backwards", word));
      ports.push_back({static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)});
      if (word.size() == rest.size()) break;
      rest.remove_prefix(word.size() + 1);
    }
  }

  void read_icmp(const std::string& option, const std::string& word) {
    if ((option == "--icmp-type") != (family_ == Family::V4)) fail(fmt::format("{} is of the other family", option));
    const std::size_t slash = word.find('/');
    const unsigned type = number(std::string_view(word).substr(0, slash), kMaxIcmp);
    if (type == kMaxIcmp) fail("type 255 is any type to iptables");
    icmp_ = ServicePoint{family_, 0, static_cast<std::uint16_t>(type), 0};
    if (slash == std::string::npos) return;
    icmp_->b = static_cast<std::uint16_t>(number(std::string_view(word).substr(slash + 1), kMaxIcmp));
    has_code_ = true;
  }

  void read_set(const std::string& name) {
    const auto found = sets_.find(name);
    if (found == sets_.end() || found->second.family != family_) fail(fmt::format("there is no set '{}' of this family", name));
    const std::string side = take();
    if (side != "src" && side != "dst") fail(fmt::format("'{}' is no side of a packet", side));
    narrow(side == "src" ? rule_.region.source : rule_.region.destination, found->second.addresses);
  }

  void read_target(const std::string& option, const std::string& word) {
    using Kind = ReadVerdict::Kind;
    if (decided_) fail("a rule has two targets");
    decided_ = true;
    const std::pair<std::string_view, Kind> built_in[] = {{"ACCEPT", Kind::Accept}, {"DROP", Kind::Drop}, {"REJECT", Kind::Reject}, {"LOG", Kind::Log}};
    for (const auto& [name, kind] : built_in) {
      if (word != name) continue;
      if (option == "-g") fail("nothing goes to a built-in target");
      rule_.verdict = {kind, {}, false};
      return;
    }
    rule_.verdict = {option == "-g" ? Kind::Goto : Kind::Jump, word, false};
  }

  void read_answer(const std::string& word) {
    const std::string_view prohibited = family_ == Family::V4 ? "icmp-admin-prohibited" : "icmp6-adm-prohibited";
    answers_ = true;
    resets_ = word == "tcp-reset";
    rule_.verdict.resets = resets_;
    if (rule_.verdict.kind != ReadVerdict::Kind::Reject || (!resets_ && word != prohibited)) fail(fmt::format("'{}' is no answer that sgc gives", word));
  }

  // What the protocol and what it carries say.
  ServiceSet services() const {
    if (!protocol_) {
      if (!source_ports_.empty() || !destination_ports_.empty() || icmp_) fail("ports or types are asked of no protocol");
      return ServiceSet::all(family_);
    }
    const Detail detail = detail_of(family_, *protocol_);
    const bool has_ports = !source_ports_.empty() || !destination_ports_.empty();
    if (has_ports && detail != Detail::Ports) fail("ports are asked of a protocol without ports");
    if (icmp_ && detail != Detail::Icmp) fail("types are asked of another protocol than ICMP");

    std::vector<ServiceBox> boxes;
    const auto add = [&](NumberRange a, NumberRange b) { boxes.push_back({family_, *protocol_, *protocol_, a, b}); };
    if (icmp_) {
      add({icmp_->a, icmp_->a}, has_code_ ? NumberRange{icmp_->b, icmp_->b} : kAllIcmp);
    } else {
      const Numbers every{full_range(detail)};
      for (const NumberRange& a : source_ports_.empty() ? every : source_ports_) {
        for (const NumberRange& b : destination_ports_.empty() ? every : destination_ports_) add(a, b);
      }
    }
    return ServiceSet::from_boxes(std::move(boxes));
  }

  const std::vector<std::string>& words_;
  std::size_t at_ = 0;
  std::vector<std::string> named_;  // matches
  std::size_t line_;
  Family family_;
  const ReadSets& sets_;
  ReadRule rule_;
  std::optional<std::uint8_t> protocol_;
  Numbers source_ports_;
  Numbers destination_ports_;
  std::optional<ServicePoint> icmp_;
  bool has_code_ = false;
  bool decided_ = false;
  bool answers_ = false;
  bool resets_ = false;
};

}  // namespace

ReadRule read_rule(const std::vector<std::string>& words, std::size_t line, Family family, const ReadSets& sets) {
  return RuleReader(words, line, family, sets).run();
}

}  // namespace sgc::iptables
