#include <fmt/format.h>

#include "compiler/net/protocol.h"
#include "targets/host/lists.h"
#include "targets/host/wording.h"
#include "targets/host/writer.h"
#include "targets/iptables/legend.h"
#include "targets/iptables/print.h"
#include "targets/iptables/quote.h"

namespace sgc::iptables {
namespace {

using host::Writer;

constexpr std::size_t kBytesPerStatement = 112;

// Names that every iptables knows by itself; other protocols by number, so that no file of the host decides.
std::string_view protocol_name(std::uint8_t number) {
  switch (number) {
    case protocol::kIcmp: return "icmp";
    case protocol::kTcp: return "tcp";
    case protocol::kUdp: return "udp";
    case protocol::kIcmp6: return "ipv6-icmp";
    case protocol::kSctp: return "sctp";
    default: return {};
  }
}

class RulesPrinter {
 public:
  RulesPrinter(const Model& model, Family family, const targets::Request& request)
      : model_(model),
        table_(model.tables[static_cast<std::size_t>(family)]),
        request_(request),
        out_(rules_header(model, family, request), room()) {}

  std::string run() {
    out_ << "*filter\n";
    declare_chains();
    for (const ir::Direction direction : ir::kDirections) print_list(direction);
    if (closes_forward()) out_ << "\n# Forwarded\n-A FORWARD -j DROP\n";
    out_ << "COMMIT\n";
    return out_.take();
  }

 private:
  std::size_t room() const {
    std::size_t statements = 0;
    for (const Chain& chain : table_.chains) statements += chain.statements.size() + 1;
    for (const Chain& chain : table_.bases) statements += chain.statements.size() + 1;
    return statements * kBytesPerStatement;
  }

  void declare_chains() {
    if (model_.options.table == TableMode::Whole) {
      declare("INPUT", table_.accepts[0] ? "ACCEPT" : "DROP");
      declare("FORWARD", model_.options.forward_accept ? "ACCEPT" : "DROP");
      declare("OUTPUT", table_.accepts[1] ? "ACCEPT" : "DROP");
    } else {
      for (const Chain& base : table_.bases) declare(base.name, "-");
    }
    for (const Chain& chain : table_.chains) declare(chain.name, "-");
  }

  bool closes_forward() const { return model_.options.table == TableMode::Whole && !model_.options.forward_accept; }

  void declare(std::string_view chain, std::string_view policy) { out_ << ':' << chain << ' ' << policy << " [0:0]\n"; }

  void print_list(ir::Direction direction) {
    words_.assign(list(direction).rules.size(), {});
    default_words_.clear();
    out_ << (direction == ir::Direction::Inbound ? "\n# Inbound\n" : "\n# Outbound\n");
    print_chain(table_.bases[static_cast<std::size_t>(direction)]);
    for (const Chain& chain : table_.chains) {
      if (chain.direction == direction) print_chain(chain);
    }
  }

  void print_chain(const Chain& chain) {
    std::vector<LegendEntry> legend;
    for (const Statement& statement : chain.statements) {
      if (const auto* line = std::get_if<Line>(&statement)) {
        if (chain.legend && line->rule != kNoIndex) legend.push_back({number_in(chain, statement), words_of(chain.direction, line->rule)});
        print_line(chain, *line);
      } else if (const auto* fixed = std::get_if<FixedLine>(&statement)) {
        out_ << "-A " << chain.name << ' ' << fixed->text << '\n';
      } else {
        out_ << "# " << std::get<Remark>(statement).text << '\n';
      }
    }
    for (const std::string& comment : legend_of(legend)) {
      out_ << "-A " << chain.name;
      print_comment(comment);
      out_ << '\n';
    }
  }

  // From 1.
  static std::size_t number_in(const Chain& chain, const Statement& statement) {
    return static_cast<std::size_t>(&statement - chain.statements.data()) + 1;
  }

  void print_line(const Chain& chain, const Line& line) {
    out_ << "-A " << chain.name;
    print_inline_address(line.source, "-s");
    print_inline_address(line.destination, "-d");
    if (line.service != kNoIndex) print_service(model_.services[line.service]);
    print_address_match(line.source, "--src-range", "src");
    print_address_match(line.destination, "--dst-range", "dst");
    if (!chain.legend && line.rule != kNoIndex) print_comment(words_of(chain.direction, line.rule));
    print_action(line.action);
    out_ << '\n';
  }

  // Prefixes are a test of iptables' own.
  void print_inline_address(const AddressTest& test, std::string_view option) {
    if (test.kind == AddressTest::Kind::Prefix) {
      const Prefix& prefix = model_.prefixes[test.index];
      const u128 last = prefix.first | host_mask(table_.family, prefix.length);
      out_ << ' ' << option << ' ';
      print_range({prefix.first, last});
    } else if (test.kind == AddressTest::Kind::Range && is_prefix(range_of(test))) {
      out_ << ' ' << option << ' ';
      print_range(range_of(test));
    }
  }

  // Everything else is a match of a module.
  void print_address_match(const AddressTest& test, std::string_view range_option, std::string_view side) {
    if (test.kind == AddressTest::Kind::Set) {
      out_ << " -m set --match-set " << model_.sets[test.index].name << ' ' << side;
    } else if (test.kind == AddressTest::Kind::Range && !is_prefix(range_of(test))) {
      out_ << " -m iprange " << range_option << ' ';
      print_range(range_of(test));
    }
  }

  RangeV6 range_of(const AddressTest& test) const {
    const AddressSet& addresses = request_.policy.addresses(ir::AddressSetId{test.index});
    if (table_.family == Family::V6) return addresses.v6().front();
    return {addresses.v4().front().first, addresses.v4().front().last};
  }

  void print_range(RangeV6 range) {
    if (table_.family == Family::V6) {
      out_ << range;
    } else {
      out_ << RangeV4{static_cast<std::uint32_t>(range.first), static_cast<std::uint32_t>(range.last)};
    }
  }

  void print_service(const ServiceTest& test) {
    out_ << " -p ";
    const std::string_view name = protocol_name(test.protocol);
    if (name.empty()) {
      out_ << std::uint32_t{test.protocol};
    } else {
      out_ << name;
    }
    switch (test.kind) {
      case ServiceTest::Kind::Protocol: return;
      case ServiceTest::Kind::Ports: return print_both_ports(test);
      case ServiceTest::Kind::Icmp:
        out_ << (test.protocol == protocol::kIcmp ? " --icmp-type " : " --icmpv6-type ") << std::uint32_t{test.type};
        if (test.code) out_ << '/' << std::uint32_t{*test.code};
        return;
    }
  }

  // Behind `-m multiport` its options are meant even where `--dport` is written, so both sides are its, or none.
  void print_both_ports(const ServiceTest& test) {
    const bool several = test.source_ports.size() > 1 || test.destination_ports.size() > 1;
    print_ports(test.source_ports, several ? " -m multiport --sports " : " --sport ");
    print_ports(test.destination_ports, several ? " -m multiport --dports " : " --dport ");
  }

  void print_ports(const Numbers& ports, std::string_view option) {
    if (ports.empty()) return;
    out_ << option;
    for (const NumberRange& range : ports) {
      if (&range != ports.data()) out_ << ',';
      out_ << std::uint32_t{range.first};
      if (range.first != range.last) out_ << ':' << std::uint32_t{range.last};
    }
  }

  // What the comment of this rule, or of the default, says.
  std::string_view words_of(ir::Direction direction, Index rule) {
    std::string& words = rule == kDefaultRule ? default_words_ : words_[rule];
    if (words.empty()) {
      const ir::RuleList& rules = list(direction);
      words = quote(rule == kDefaultRule ? host::default_comment(request_.sources, rules.otherwise)
                                         : host::rule_comment(request_.policy, request_.sources, rules.rules[rule]),
                    Place::Comment).text;
    }
    return words;
  }

  // iptables takes no empty comment.
  void print_comment(std::string_view words) {
    if (!words.empty()) out_ << " -m comment --comment " << in_quotation_marks(words);
  }

  void print_action(const Action& action) {
    switch (action.kind) {
      case Action::Kind::Accept: out_ << " -j ACCEPT"; return;
      case Action::Kind::Drop: out_ << " -j DROP"; return;
      case Action::Kind::RejectReset: out_ << " -j REJECT --reject-with tcp-reset"; return;
      case Action::Kind::RejectProhibited:
        out_ << " -j REJECT --reject-with " << (table_.family == Family::V4 ? "icmp-admin-prohibited" : "icmp6-adm-prohibited");
        return;
      case Action::Kind::Log: print_log(model_.log_prefixes[action.index]); return;
      case Action::Kind::Goto: out_ << " -g " << table_.chains[action.index].name; return;
      case Action::Kind::Jump: out_ << " -j " << table_.chains[action.index].name; return;
    }
  }

  // The limit stands before the log alone: what is not logged is decided all the same.
  void print_log(const std::string& prefix) {
    if (!model_.options.log_limit.empty()) out_ << " -m limit --limit " << model_.options.log_limit;
    out_ << " -j LOG";
    if (!prefix.empty()) out_ << " --log-prefix " << in_quotation_marks(prefix);
  }

  const ir::RuleList& list(ir::Direction direction) const { return model_.point->list(direction); }

  const Model& model_;
  const Table& table_;
  const targets::Request& request_;
  Writer out_;
  // Of the list that is being printed, as comments take them; empty: not made yet.
  std::vector<std::string> words_;  // by rule
  std::string default_words_;
};

}  // namespace

std::string print_rules(const Model& model, Family family, const targets::Request& request) {
  return RulesPrinter(model, family, request).run();
}

}  // namespace sgc::iptables
