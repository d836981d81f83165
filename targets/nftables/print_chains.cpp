#include "targets/host/wording.h"
#include "targets/nftables/print_parts.h"
#include "targets/nftables/quote.h"
#include "targets/nftables/words.h"

namespace sgc::nftables {
namespace {

std::string_view name_of_protocol(std::uint16_t number) {
  const NumberName* known = find_number(kProtocolNames, number);
  return known == nullptr ? std::string_view() : known->name;
}

class ChainPrinter {
 public:
  ChainPrinter(const Printing& printing, const Chain& chain, Writer& out)
      : printing_(printing), model_(printing.model), chain_(chain), out_(out) {}

  void run() {
    if (!chain_.about.empty()) out_ << "\t# " << chain_.about << '\n';
    out_ << "\tchain " << chain_.name << " {\n";
    if (chain_.base) print_hook();
    for (const Statement& statement : chain_.statements) {
      std::visit([this](const auto& said) { print(said); }, statement);
    }
    out_ << "\t}\n";
  }

 private:
  void print_hook() {
    const ir::Verdict otherwise = model_.point->list(chain_.direction).otherwise.verdict;
    const std::int64_t priority = model_.options.priority;
    out_ << "\t\ttype filter hook " << chain_.name << " priority filter";
    if (priority != 0) {
      out_ << (priority < 0 ? " - " : " + ") << static_cast<std::uint32_t>(priority < 0 ? -priority : priority);
    }
    out_ << "; policy " << (otherwise == ir::Verdict::Allow ? "accept" : "drop") << ";\n\n";
  }

  void print(const Remark& remark) { out_ << "\t\t# " << remark.text << '\n'; }

  void print(const FixedText& fixed) {
    for (std::string_view rest = fixed.text; !rest.empty();) {
      const std::size_t end = rest.find('\n') + 1;
      out_ << "\t\t" << rest.substr(0, end);
      rest.remove_prefix(end);
    }
  }

  // Two lines, each of which asks one byte: a look-up in a map of two elements costs a packet 150 ns.
  void print(const FamilySplit& split) {
    if (split.v4 != kNoIndex) out_ << "\t\tmeta nfproto ipv4 jump " << model_.chains[split.v4].name << '\n';
    if (split.v6 != kNoIndex) out_ << "\t\tmeta nfproto ipv6 jump " << model_.chains[split.v6].name << '\n';
  }

  void print(const RuleMapUse& use) {
    const RuleMap& map = model_.rule_maps[use.map];
    out_ << "\t\t";
    print_key(map.key, map.family, out_);
    out_ << " vmap @" << map.name << '\n';
  }

  void print(const NamedSidesUse& use) {
    const std::string_view ip = use.family == Family::V4 ? "ip" : "ip6";
    out_ << "\t\t" << ip << " saddr @" << model_.named_sides[use.sources].name << ' ' << ip << " daddr @"
         << model_.named_sides[use.destinations].name << " jump " << model_.chains[use.chain].name << '\n';
  }

  void print(const ChainMapUse& use) {
    const ChainMap& map = model_.chain_maps[use.map];
    out_ << "\t\t" << (map.family == Family::V4 ? "ip" : "ip6") << (map.by_source ? " saddr" : " daddr") << " vmap @"
         << map.name << '\n';
  }

  void print(const Line& line) {
    const Effect& effect = model_.effects[line.effect];
    const bool logs = effect.log && !effect.only_by_chain;
    const bool limited = logs && !model_.options.log_rate.empty();
    if (limited) {
      out_ << "\t\t";
      print_tests(line);
      out_ << "limit rate " << model_.options.log_rate << ' ';
      print_log(effect);
      out_ << '\n';
    }

    out_ << "\t\t";
    print_tests(line);
    if (model_.options.counters && line.rule != kNoIndex) out_ << "counter ";
    if (logs && !limited) {
      print_log(effect);
      out_ << ' ';
    }
    if (effect.only_by_chain) {
      out_ << "goto " << model_.chains[effect.chain].name;
    } else {
      print_verdict(effect.verdict, model_.services[line.service]);
    }
    if (line.rule != kNoIndex) {
      out_ << " comment \"" << quote(comment_of(printing_, chain_.direction, line.rule), Place::Comment).text << '"';
    }
    out_ << '\n';
  }

  void print_tests(const Line& line) {
    const bool names_family = line.scope == chain_.sees || line.source.kind != AddressTest::Kind::None ||
                              line.destination.kind != AddressTest::Kind::None ||
                              part_of(line).kind == ServicePart::Kind::Icmp;
    if (!names_family && line.scope != Line::Scope::BothFamilies) {
      out_ << (line.scope == Line::Scope::V4 ? "meta nfproto ipv4 " : "meta nfproto ipv6 ");
    }
    const Family family = line.scope == Line::Scope::V6 ? Family::V6 : Family::V4;
    print_address(line.source, family, " saddr ");
    print_address(line.destination, family, " daddr ");
    print_service(model_.services[line.service]);
  }

  const ServicePart& part_of(const Line& line) const {
    return printing_.services.part(model_.services[line.service].part);
  }

  void print_address(const AddressTest& test, Family family, std::string_view field) {
    if (test.kind == AddressTest::Kind::None) return;
    out_ << (family == Family::V4 ? "ip" : "ip6") << field;
    if (test.kind == AddressTest::Kind::Named) {
      out_ << '@' << model_.address_sets[test.index].name << ' ';
      return;
    }

    std::size_t count = 0;
    const AddressSet& set = printing_.policy.addresses(ir::AddressSetId{test.index});
    const std::size_t ranges = family == Family::V4 ? set.v4().size() : set.v6().size();
    if (ranges > 1) out_ << "{ ";
    for_each_range(set, family, [&](auto range) { out_ << (count++ == 0 ? "" : ", ") << range; });
    out_ << (ranges > 1 ? " } " : " ");
  }

  void print_service(const ServiceTest& test) {
    const ServicePart& part = printing_.services.part(test.part);
    switch (part.kind) {
      case ServicePart::Kind::All: return;
      case ServicePart::Kind::Protocols: return print_protocol_test(test, part);
      case ServicePart::Kind::Icmp: return print_icmp(part);
      case ServicePart::Kind::Ports: break;
    }
    const bool one = part.protocols.size() == 1 && part.protocols[0].first == part.protocols[0].last;
    if (!one) print_protocol_test(test, part);
    const std::string_view header = one ? name_of_protocol(part.protocols[0].first) : "th";
    print_ports(header, " sport ", part.a, test.a);
    print_ports(header, " dport ", part.b, test.b);
  }

  void print_protocol_test(const ServiceTest& test, const ServicePart& part) {
    out_ << "meta l4proto ";
    if (test.protocols != kNoIndex) {
      out_ << '@' << model_.number_sets[test.protocols].name;
    } else {
      print_numbers(part.protocols, out_, [&](NumberRange range) { print_protocols(range, out_); });
    }
    out_ << ' ';
  }

  void print_ports(std::string_view header, std::string_view field, const Numbers& ports, Index named) {
    if (ports.empty()) return;
    out_ << header << field;
    if (named != kNoIndex) {
      out_ << '@' << model_.number_sets[named].name;
    } else {
      print_numbers(ports, out_, [&](NumberRange range) { out_ << range; });
    }
    out_ << ' ';
  }

  void print_icmp(const ServicePart& part) {
    const bool v4 = part.family == Family::V4;
    if (!part.a.empty()) {
      out_ << (v4 ? "icmp type " : "icmpv6 type ");
      print_numbers(part.a, out_, [&](NumberRange range) { print_icmp_type(range, v4); });
      out_ << ' ';
    }
    print_ports(v4 ? "icmp" : "icmpv6", " code ", part.b, kNoIndex);
  }

  void print_icmp_type(NumberRange types, bool v4) {
    const NumberName* name = v4 ? find_number(kIcmpTypeNames, types.first) : find_number(kIcmp6TypeNames, types.first);
    if (name != nullptr && types.first == types.last) {
      out_ << name->name;
    } else {
      out_ << types;
    }
  }

  void print_log(const Effect& effect) {
    out_ << "log";
    if (!effect.prefix.empty()) out_ << " prefix \"" << effect.prefix << '"';
  }

  void print_verdict(ir::Verdict verdict, const ServiceTest& test) {
    switch (verdict) {
      case ir::Verdict::Allow: out_ << "accept"; return;
      case ir::Verdict::Deny: out_ << "drop"; return;
      case ir::Verdict::Reject: break;
    }
    const bool tcp = printing_.services.part(test.part).only_tcp();
    out_ << (tcp ? "reject with tcp reset" : "reject with icmpx admin-prohibited");
  }

  const Printing& printing_;
  const Model& model_;
  const Chain& chain_;
  Writer& out_;
};

}  // namespace

void print_protocols(NumberRange protocols, Writer& out) {
  const std::string_view name = name_of_protocol(protocols.first);
  if (protocols.first == protocols.last && !name.empty()) {
    out << name;
  } else {
    out << protocols;
  }
}

std::string comment_of(const Printing& printing, ir::Direction direction, Index rule) {
  const ir::RuleList& list = printing.model.point->list(direction);
  if (rule == kDefaultRule) return host::default_comment(printing.sources, list.otherwise);
  return host::rule_comment(printing.policy, printing.sources, list.rules[rule]);
}

void print_chains(const Printing& printing, Writer& out) {
  for (const Chain& chain : printing.model.chains) {
    if (&chain != printing.model.chains.data()) out << '\n';
    ChainPrinter(printing, chain, out).run();
  }
}

}  // namespace sgc::nftables
