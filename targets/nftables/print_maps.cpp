#include <algorithm>

#include "targets/nftables/print_parts.h"
#include "targets/nftables/quote.h"

namespace sgc::nftables {
namespace {

class MapPrinter {
 public:
  MapPrinter(const Printing& printing, const RuleMap& map, Writer& out) : printing_(printing), map_(map), out_(out) {}

  void run() {
    out_ << "\tmap " << map_.name << " {\n\t\ttypeof ";
    print_key(map_.key, map_.family, out_);
    out_ << " : verdict\n";
    if (map_.intervals) out_ << "\t\tflags interval\n";
    if (printing_.model.options.counters) out_ << "\t\tcounter\n";
    out_ << "\t\telements = {\n";
    for (const RuleMap::Element& element : map_.elements) print_element(element);
    out_ << "\t\t}\n\t}\n\n";
  }

  static void print_key(const Key& key, Family family, Writer& out) {
    const std::string_view ip = family == Family::V4 ? "ip" : "ip6";
    bool first = true;
    const auto field = [&](bool there, std::string_view before, std::string_view name) {
      if (!there) return;
      out << (first ? "" : " . ") << before << name;
      first = false;
    };
    field(key.source, ip, " saddr");
    field(key.destination, ip, " daddr");
    field(key.protocol, "meta", " l4proto");
    field(key.source_port, "th", " sport");
    field(key.destination_port, "th", " dport");
  }

 private:
  // One line for each combination of what the rule names.
  void print_element(const RuleMap::Element& element) {
    const std::string remark = quote(comment_of(printing_, map_.direction, element.rule), Place::Remark).text;
    each_address(map_.key.source, map_.named_sources, element.source, [&](auto source) {
      each_address(map_.key.destination, map_.named_destinations, element.destination, [&](auto destination) {
        each_service(element.part, [&](NumberRange protocols, NumberRange a, NumberRange b) {
          first_field_ = true;
          out_ << "\t\t\t";
          if (map_.key.source) field() << source;
          if (map_.key.destination) field() << destination;
          if (map_.key.protocol) print_protocols(protocols, field());
          if (map_.key.source_port) field() << a;
          if (map_.key.destination_port) field() << b;
          print_verdict(element.effect);
          out_ << ", # " << remark << '\n';
        });
      });
    });
  }

  Writer& field() {
    if (!first_field_) out_ << " . ";
    first_field_ = false;
    return out_;
  }

  template <class Use>
  void each_address(bool wanted, Index named, ir::AddressSetId id, Use use) {
    if (named != kNoIndex) {
      for (const RangeV6& cell : printing_.model.named_sides[named].cells.of.at(id.index)) {
        if (map_.family == Family::V6) {
          use(cell);
        } else {
          use(RangeV4{static_cast<std::uint32_t>(cell.first), static_cast<std::uint32_t>(cell.last)});
        }
      }
    } else if (wanted) {
      for_each_range(printing_.policy.addresses(id), map_.family, use);
    } else {
      use(RangeV4{});
    }
  }

  template <class Use>
  void each_service(Index index, Use use) {
    static const Numbers kOne{kNoDetail};
    const ServicePart& part = printing_.services.part(index);
    for (const NumberRange& protocols : map_.key.protocol ? part.protocols : kOne) {
      for (const NumberRange& a : map_.key.source_port ? part.a : kOne) {
        for (const NumberRange& b : map_.key.destination_port ? part.b : kOne) use(protocols, a, b);
      }
    }
  }

  void print_verdict(Index index) {
    const Effect& effect = printing_.model.effects[index];
    if (effect.chain != kNoIndex) {
      out_ << " : goto " << printing_.model.chains[effect.chain].name;
    } else {
      out_ << " : " << (effect.verdict == ir::Verdict::Allow ? "accept" : "drop");
    }
  }

  const Printing& printing_;
  const RuleMap& map_;
  Writer& out_;
  bool first_field_ = true;
};

void print_chain_map(const Printing& printing, const ChainMap& map, Writer& out) {
  out << "\tmap " << map.name << " {\n\t\ttype " << (map.family == Family::V4 ? "ipv4_addr" : "ipv6_addr")
      << " : verdict\n\t\tflags interval\n\t\telements = {\n";
  for (const ChainMap::Element& element : map.elements) {
    out << "\t\t\t";
    if (map.family == Family::V4) {
      out << RangeV4{static_cast<std::uint32_t>(element.first), static_cast<std::uint32_t>(element.last)};
    } else {
      out << RangeV6{element.first, element.last};
    }
    out << " : jump " << printing.model.chains[element.chain].name << ",\n";
  }
  out << "\t\t}\n\t}\n\n";
}

}  // namespace

void print_key(const Key& key, Family family, Writer& out) { MapPrinter::print_key(key, family, out); }

void print_maps(const Printing& printing, Writer& out) {
  for (const RuleMap& map : printing.model.rule_maps) MapPrinter(printing, map, out).run();
  for (const ChainMap& map : printing.model.chain_maps) print_chain_map(printing, map, out);
}

}  // namespace sgc::nftables
