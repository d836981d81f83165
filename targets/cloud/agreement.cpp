#include "targets/cloud/agreement.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

namespace sgc::targets::cloud {
namespace {

// Which lines take a class of addresses or services: one bit a line of the first list, then of the second.
using Bits = std::vector<std::uint64_t>;
constexpr std::size_t kWordBits = 64;

void flip(Bits& bits, std::size_t at) { bits[at / kWordBits] ^= std::uint64_t{1} << (at % kWordBits); }

template <class Member>
struct Class {
  Member member;  // any of it: the classes are asked through one of each
  Bits lines;
};

// Both lists' lines, one after the other.
struct BothLists {
  std::span<const Line> first;
  std::span<const Line> second;

  std::size_t size() const { return first.size() + second.size(); }
  std::size_t words() const { return (size() + kWordBits - 1) / kWordBits; }
  const Line& operator[](std::size_t i) const { return i < first.size() ? first[i] : second[i - first.size()]; }
};

// Classes in the order in which their first member is met; members met later add nothing.
template <class Member>
class ClassMaker {
 public:
  void add(const Member& member, const Bits& lines) {
    if (known_.emplace(lines, true).second) classes_.push_back({member, lines});
  }
  std::vector<Class<Member>> take() && { return std::move(classes_); }

 private:
  std::map<Bits, bool> known_;
  std::vector<Class<Member>> classes_;
};

// A place in the address space where a line begins or ceases to take addresses. `line` past the last: the universe.
template <class Number>
struct Border {
  Number at;
  std::size_t line;
};

template <class Number>
void add_borders(std::vector<Border<Number>>& borders, const AddressSet& set, std::size_t line) {
  for (const ClosedRange<Number>& range : ranges_of<Number>(set)) {
    borders.push_back({range.first, line});
    if (range.last != static_cast<Number>(~Number{0})) borders.push_back({static_cast<Number>(range.last + 1), line});
  }
}

// The classes of one family's addresses within `universe`, by a sweep over the borders of all lines' sets.
template <class Number>
std::vector<Class<u128>> address_classes(const BothLists& lists, const AddressSet* Line::*side, const AddressSet& universe) {
  Bits bits(lists.words(), 0);
  std::vector<Border<Number>> borders;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const AddressSet* const set = lists[i].*side;
    if (set == nullptr) {
      flip(bits, i);
    } else {
      add_borders(borders, *set, i);
    }
  }
  const std::size_t universe_mark = lists.size();
  add_borders(borders, universe, universe_mark);
  std::stable_sort(borders.begin(), borders.end(), [](const auto& a, const auto& b) { return a.at < b.at; });

  ClassMaker<u128> maker;
  bool inside = false;
  for (std::size_t i = 0; i < borders.size();) {
    const Number at = borders[i].at;
    for (; i < borders.size() && borders[i].at == at; ++i) {
      if (borders[i].line == universe_mark) {
        inside = !inside;
      } else {
        flip(bits, borders[i].line);
      }
    }
    if (inside) maker.add(at, bits);
  }
  return std::move(maker).take();
}

std::vector<Class<u128>> address_classes(const BothLists& lists, const AddressSet* Line::*side,
                                         const AddressSet& universe, Family family) {
  return family == Family::V4 ? address_classes<std::uint32_t>(lists, side, universe)
                              : address_classes<u128>(lists, side, universe);
}

struct SameHash {
  std::size_t operator()(const ServiceSet* set) const { return set->hash(); }
};
struct SameSet {
  bool operator()(const ServiceSet* a, const ServiceSet* b) const { return *a == *b; }
};

// The distinct service sets of the lines, each with the lines that have it; few, whatever the number of lines.
using DistinctServices = std::unordered_map<const ServiceSet*, Bits, SameHash, SameSet>;

DistinctServices distinct_services(const BothLists& lists, Bits& always) {
  DistinctServices distinct;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const ServiceSet* const services = lists[i].services;
    Bits& bits = services == nullptr ? always : distinct.try_emplace(services, lists.words(), 0).first->second;
    flip(bits, i);
  }
  return distinct;
}

// Numbers from which on some box of one protocol begins or has ended; 0 is always one.
struct Cuts {
  std::vector<std::uint16_t> a{0};
  std::vector<std::uint16_t> b{0};
};

void add_cut(std::vector<std::uint16_t>& cuts, NumberRange range, std::uint16_t most) {
  cuts.push_back(range.first);
  if (range.last < most) cuts.push_back(static_cast<std::uint16_t>(range.last + 1));
}

void make_unique(std::vector<std::uint16_t>& cuts) {
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
}

// Where the protocols of one family are cut, and, for each that has numbers, where those are.
std::map<std::uint8_t, Cuts> protocol_cuts(const DistinctServices& distinct, Family family) {
  std::map<std::uint8_t, Cuts> cuts;
  cuts[0];
  for (const auto& [services, bits] : distinct) {
    for (const ServiceBox& box : services->boxes()) {
      if (box.family != family) continue;
      Cuts& own = cuts[box.first_protocol];
      if (box.last_protocol < protocol::kLast) cuts[static_cast<std::uint8_t>(box.last_protocol + 1)];
      const std::uint16_t most = full_range(detail_of(family, box.first_protocol)).last;
      add_cut(own.a, box.a, most);
      add_cut(own.b, box.b, most);
    }
  }
  for (auto& [number, own] : cuts) {
    make_unique(own.a);
    make_unique(own.b);
  }
  return cuts;
}

// The first protocol from `number` on that exists: the last one always does.
std::uint8_t existing_from(Family family, std::uint8_t number) {
  while (!exists_in(family, number)) ++number;
  return number;
}

std::vector<Class<ServicePoint>> service_classes(const BothLists& lists, Family family) {
  Bits always(lists.words(), 0);
  const DistinctServices distinct = distinct_services(lists, always);

  ClassMaker<ServicePoint> maker;
  for (const auto& [cut, cuts] : protocol_cuts(distinct, family)) {
    const std::uint8_t number = existing_from(family, cut);
    for (const std::uint16_t a : cuts.a) {
      for (const std::uint16_t b : cuts.b) {
        const ServicePoint point{family, number, a, b};
        Bits bits = always;
        for (const auto& [services, having] : distinct) {
          if (!services->contains(point)) continue;
          for (std::size_t w = 0; w < bits.size(); ++w) bits[w] |= having[w];
        }
        maker.add(point, bits);
      }
    }
  }
  return std::move(maker).take();
}

// The first set bit of a & b & c from `begin` to `end`.
std::optional<std::size_t> first_line(const Bits& a, const Bits& b, const Bits& c, std::size_t begin, std::size_t end) {
  for (std::size_t w = begin / kWordBits; w < a.size(); ++w) {
    std::uint64_t word = a[w] & b[w] & c[w];
    if (w == begin / kWordBits) word &= ~std::uint64_t{0} << (begin % kWordBits);
    if (word == 0) continue;
    const std::size_t found = w * kWordBits + static_cast<std::size_t>(std::countr_zero(word));
    if (found < end) return found - begin;
    return std::nullopt;
  }
  return std::nullopt;
}

ir::Packet packet_of(const ServicePoint& service, u128 near, u128 far, ir::Direction direction) {
  const bool inbound = direction == ir::Direction::Inbound;
  return {service.family, service.protocol, inbound ? far : near, inbound ? near : far, service.a, service.b};
}

bool verdict(const LineList& list, std::optional<std::size_t> line) {
  return line ? list.lines()[*line].allow : list.otherwise();
}

// Asks both lists about one packet of each class.
class Comparison {
 public:
  Comparison(const LineList& first, const LineList& second, Demand demand, ir::Direction direction)
      : first_(first), second_(second), lists_{first.lines(), second.lines()}, demand_(demand), direction_(direction) {}

  std::optional<Disagreement> run(Family family, const AddressSet& near, const AddressSet& far) const {
    const auto nears = address_classes(lists_, &Line::near, near, family);
    const auto fars = address_classes(lists_, &Line::far, far, family);
    for (const Class<ServicePoint>& service : service_classes(lists_, family)) {
      for (const Class<u128>& n : nears) {
        for (const Class<u128>& f : fars) {
          if (auto found = ask(service, n, f)) return found;
        }
      }
    }
    return std::nullopt;
  }

 private:
  std::optional<Disagreement> ask(const Class<ServicePoint>& service, const Class<u128>& near,
                                  const Class<u128>& far) const {
    const std::size_t middle = lists_.first.size();
    const auto one = first_line(service.lines, near.lines, far.lines, 0, middle);
    const auto two = first_line(service.lines, near.lines, far.lines, middle, lists_.size());
    const bool first_allows = verdict(first_, one);
    const bool second_allows = verdict(second_, two);
    const bool fine = first_allows == second_allows || (demand_ == Demand::NoWider && !first_allows);
    if (fine) return std::nullopt;
    return Disagreement{packet_of(service.member, near.member, far.member, direction_), first_allows, one, two};
  }

  const LineList& first_;
  const LineList& second_;
  BothLists lists_;
  Demand demand_;
  ir::Direction direction_;
};

}  // namespace

LineList LineList::of(const ir::Policy& policy, const ir::RuleList& list, ir::Direction direction) {
  LineList result;
  const bool inbound = direction == ir::Direction::Inbound;
  for (const ir::Rule& rule : list.rules) {
    result.add({&policy.addresses(inbound ? rule.destination : rule.source),
                &policy.addresses(inbound ? rule.source : rule.destination), &policy.service_set(rule.service),
                rule.verdict == ir::Verdict::Allow});
  }
  result.otherwise(list.otherwise.verdict == ir::Verdict::Allow);
  return result;
}

const AddressSet* LineList::keep(AddressSet set) { return &addresses_.emplace_back(std::move(set)); }
const ServiceSet* LineList::keep(ServiceSet set) { return &services_.emplace_back(std::move(set)); }

void LineList::append(const LineList& next) {
  lines_.insert(lines_.end(), next.lines_.begin(), next.lines_.end());
  otherwise_ = next.otherwise_;
}

std::optional<Disagreement> disagreement(const LineList& first, const LineList& second, Demand demand,
                                         ir::Direction direction, const AddressSet& near, const AddressSet& apart) {
  const AddressSet universe = near.empty() ? AddressSet::any() : near;
  const AddressSet far = subtract(AddressSet::any(), apart);
  const Comparison comparison(first, second, demand, direction);
  for (const Family family : kFamilies) {
    if (auto found = comparison.run(family, universe, far)) return found;
  }
  return std::nullopt;
}

std::string verdict_text(const ir::Packet& packet, bool allowed) {
  return fmt::format("{} is {}", to_string(packet), allowed ? "allowed" : "denied");
}

}  // namespace sgc::targets::cloud
