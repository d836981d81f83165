#include <fmt/format.h>

#include "targets/nftables/load_guard.h"
#include "targets/nftables/print_parts.h"

namespace sgc::nftables {
namespace {

// So few elements stand on one line.
constexpr std::size_t kMostOnALine = 4;

// Single addresses alone are a hash table to the kernel; anything wider needs intervals.
template <class Number>
bool has_intervals(std::span<const ClosedRange<Number>> ranges) {
  for (const ClosedRange<Number>& range : ranges) {
    if (range.first != range.last) return true;
  }
  return false;
}

template <class Number>
void print_ranges(std::span<const ClosedRange<Number>> ranges, Writer& out) {
  if (has_intervals(ranges)) out << "\t\tflags interval\n";
  out << "\t\telements = {";
  if (ranges.size() > kMostOnALine) {
    out.elements(ranges, "\t\t\t");
    out << "\n\t\t}\n";
    return;
  }
  for (const ClosedRange<Number>& range : ranges) out << (&range == ranges.data() ? " " : ", ") << range;
  out << " }\n";
}

void print_address_set(const AddressSetDecl& set, const AddressSet& addresses, Writer& out) {
  out << "\tset " << set.name << " {\n\t\ttype " << (set.family == Family::V4 ? "ipv4_addr" : "ipv6_addr") << '\n';
  if (set.family == Family::V4) {
    print_ranges(addresses.v4(), out);
  } else {
    print_ranges(addresses.v6(), out);
  }
  out << "\t}\n\n";
}

void print_named_side(const NamedSide& side, Writer& out) {
  const bool v4 = side.family == Family::V4;
  out << "\tset " << side.name << " {\n\t\ttype " << (v4 ? "ipv4_addr" : "ipv6_addr") << '\n';
  if (v4) {
    std::vector<RangeV4> ranges;
    for (const RangeV6& range : side.cells.named) {
      ranges.push_back({static_cast<std::uint32_t>(range.first), static_cast<std::uint32_t>(range.last)});
    }
    print_ranges(std::span<const RangeV4>(ranges), out);
  } else {
    print_ranges(std::span<const RangeV6>(side.cells.named), out);
  }
  out << "\t}\n\n";
}

void print_number_set(const NumberSetDecl& set, Writer& out) {
  const bool ports = set.type == NumberSetDecl::Type::Ports;
  out << "\tset " << set.name << " {\n\t\ttype " << (ports ? "inet_service" : "inet_proto")
      << "\n\t\tflags interval\n\t\telements = ";
  print_numbers(set.numbers, out, [&](NumberRange range) {
    if (ports) {
      out << range;
    } else {
      print_protocols(range, out);
    }
  });
  out << "\n\t}\n\n";
}

void print_load_set(std::string_view elements, Writer& out) {
  out << "\tset " << kLoadSet << " {\n\t\ttypeof " << kLoadKey << "\n\t\tflags interval\n" << elements << "\t}\n";
}

}  // namespace

void print_sets(const Printing& printing, Writer& out) {
  for (const AddressSetDecl& set : printing.model.address_sets) {
    print_address_set(set, printing.policy.addresses(set.addresses), out);
  }
  for (const NamedSide& side : printing.model.named_sides) print_named_side(side, out);
  for (const NumberSetDecl& set : printing.model.number_sets) print_number_set(set, out);
  if (!printing.model.load_guard) return;
  out << "\t# In use when all other sets are: the end of this file fills it.\n";
  print_load_set("", out);
  out << '\n';
}

void print_load_end(const Printing& printing, Writer& out) {
  if (!printing.model.load_guard) return;
  out << "\n# Of the same transaction, and the last of it.\ntable inet sgc-" << printing.model.point->name << " {\n";
  print_load_set(fmt::format("\t\telements = {{ {} }}\n", kLoadElement), out);
  out << "}\n";
}

}  // namespace sgc::nftables
