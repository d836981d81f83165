// How the algebra works: the first number of all packets that can exist (ports, types; one value for a
// protocol without detail) is laid out in one row of lines, protocol after protocol, IPv4 before IPv6. A
// service set is then a row of slabs, runs of lines with the same list of second numbers, and two sets
// combine slab by slab.
#include "compiler/net/service_set.h"

#include <array>

#include "compiler/net/hash.h"
#include "compiler/net/range_list.h"
#include "compiler/support/assert.h"

namespace sgc {
namespace {

constexpr unsigned kProtocols = protocol::kLast + 1;

using Lines = ClosedRange<std::uint32_t>;
using Numbers = RangeList<std::uint16_t>;

constexpr std::uint32_t line_count(Family family, std::uint8_t number) {
  return exists_in(family, number) ? full_range(detail_of(family, number)).last + 1U : 0U;
}

constexpr std::size_t row_index(Family family, unsigned number) {
  return (family == Family::V4 ? 0U : kProtocols) + number;
}

// Where the lines of each protocol of each family begin; one more entry says where the last ones end.
constexpr auto kFirstLine = [] {
  std::array<std::uint32_t, 2 * kProtocols + 1> first{};
  std::uint32_t at = 0;
  for (const Family family : kFamilies) {
    for (unsigned number = 0; number < kProtocols; ++number) {
      first[row_index(family, number)] = at;
      at += line_count(family, static_cast<std::uint8_t>(number));
    }
  }
  first.back() = at;
  return first;
}();

constexpr std::uint32_t first_line(Family family, std::uint8_t number) {
  return kFirstLine[row_index(family, number)];
}

// The lines of a box; exact because a box over several protocols has no detail, and one line for each.
Lines lines_of(const ServiceBox& box) {
  return {first_line(box.family, box.first_protocol) + box.a.first,
          first_line(box.family, box.last_protocol) + box.a.last};
}

// Walks the slabs of canonical boxes in ascending order.
class SlabReader {
 public:
  explicit SlabReader(std::span<const ServiceBox> boxes) : rest_(boxes) { next(); }

  bool done() const { return numbers_.empty(); }
  Lines lines() const { return lines_; }
  RangeView<std::uint16_t> numbers() const { return numbers_; }

  // Leaves the lines before `line` behind. Before: `line` is not before lines().first.
  void skip_to(std::uint32_t line) {
    if (line > lines_.last) {
      next();
    } else {
      lines_.first = line;
    }
  }

 private:
  void next() {
    numbers_.clear();
    if (rest_.empty()) return;
    lines_ = lines_of(rest_.front());
    while (!rest_.empty() && lines_of(rest_.front()) == lines_) {
      numbers_.push_back(rest_.front().b);
      rest_ = rest_.subspan(1);
    }
  }

  std::span<const ServiceBox> rest_;
  Lines lines_;
  Numbers numbers_;
};

// Calls use(lines, numbers of a, numbers of b) for each run of lines on which neither list changes,
// ascending, where at least one is not empty. Stops, and returns false, as soon as `use` does.
template <class Use>
bool walk(std::span<const ServiceBox> boxes_a, std::span<const ServiceBox> boxes_b, Use use) {
  SlabReader a(boxes_a);
  SlabReader b(boxes_b);
  while (!a.done() || !b.done()) {
    const bool in_a = !a.done() && (b.done() || a.lines().first <= b.lines().first);
    const bool in_b = !b.done() && (a.done() || b.lines().first <= a.lines().first);

    const std::uint32_t first = in_a ? a.lines().first : b.lines().first;
    std::uint32_t last = in_a ? a.lines().last : b.lines().last;
    if (in_a && in_b) last = std::min(last, b.lines().last);
    if (in_a && !in_b && !b.done()) last = std::min(last, b.lines().first - 1);
    if (in_b && !in_a && !a.done()) last = std::min(last, a.lines().first - 1);

    const RangeView<std::uint16_t> none;
    if (!use(Lines{first, last}, in_a ? a.numbers() : none, in_b ? b.numbers() : none)) return false;
    if (in_a) a.skip_to(last + 1);
    if (in_b) b.skip_to(last + 1);
  }
  return true;
}

// Takes slabs in ascending order and makes canonical boxes of them: equal neighbours become one slab, which
// is then cut where one protocol with detail, or one run of protocols without, ends.
class BoxWriter {
 public:
  void add(Lines lines, Numbers numbers) {
    if (numbers.empty()) return;
    if (!numbers_.empty() && lines_.last + 1 == lines.first && numbers_ == numbers) {
      lines_.last = lines.last;
      return;
    }
    write_slab();
    lines_ = lines;
    numbers_ = std::move(numbers);
  }

  std::vector<ServiceBox> finish() {
    write_slab();
    return std::move(boxes_);
  }

 private:
  void write_slab() {
    if (numbers_.empty()) return;
    auto row = static_cast<std::size_t>(std::upper_bound(kFirstLine.begin(), kFirstLine.end(), lines_.first) -
                                        kFirstLine.begin() - 1);
    bool run_goes_on = false;
    for (; kFirstLine[row] <= lines_.last; ++row) {
      const Family family = row < kProtocols ? Family::V4 : Family::V6;
      const auto number = static_cast<std::uint8_t>(row % kProtocols);
      if (number == 0 || !exists_in(family, number)) run_goes_on = false;
      if (!exists_in(family, number)) continue;

      const bool plain = detail_of(family, number) == Detail::None;
      if (plain && run_goes_on) {
        boxes_.back().last_protocol = number;
      } else {
        write_protocol(family, number, row);
      }
      run_goes_on = plain;
    }
  }

  // The part of the slab that lies in one protocol, a box for each range of second numbers.
  void write_protocol(Family family, std::uint8_t number, std::size_t row) {
    const std::uint32_t first = std::max(lines_.first, kFirstLine[row]) - kFirstLine[row];
    const std::uint32_t last = std::min(lines_.last, kFirstLine[row + 1] - 1) - kFirstLine[row];
    const NumberRange a{static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)};
    for (const NumberRange& b : numbers_) boxes_.push_back({family, number, number, a, b});
  }

  Lines lines_;
  Numbers numbers_;
  std::vector<ServiceBox> boxes_;
};

// What of the box can exist, canonical: the whole protocols of its range that carry detail, cut to its
// numbers, and those without detail where its numbers include the only ones that they have.
std::vector<ServiceBox> clip(const ServiceBox& box) {
  BoxWriter out;
  for (unsigned n = box.first_protocol; n <= box.last_protocol; ++n) {
    const auto number = static_cast<std::uint8_t>(n);
    if (!exists_in(box.family, number)) continue;

    const NumberRange full = full_range(detail_of(box.family, number));
    if (box.a.first > full.last || box.b.first > full.last) continue;
    const std::uint32_t start = first_line(box.family, number);
    out.add({start + box.a.first, start + std::min(box.a.last, full.last)},
            {{box.b.first, std::min(box.b.last, full.last)}});
  }
  return out.finish();
}

using BoxList = std::vector<ServiceBox>;

BoxList unite_boxes(std::span<const ServiceBox> a, std::span<const ServiceBox> b) {
  BoxWriter out;
  walk(a, b, [&](Lines lines, auto in_a, auto in_b) {
    out.add(lines, unite_ranges(in_a, in_b));
    return true;
  });
  return out.finish();
}

BoxList intersect_boxes(std::span<const ServiceBox> a, std::span<const ServiceBox> b) {
  BoxWriter out;
  walk(a, b, [&](Lines lines, auto in_a, auto in_b) {
    out.add(lines, intersect_ranges(in_a, in_b));
    return true;
  });
  return out.finish();
}

BoxList subtract_boxes(std::span<const ServiceBox> a, std::span<const ServiceBox> b) {
  BoxWriter out;
  walk(a, b, [&](Lines lines, auto in_a, auto in_b) {
    out.add(lines, subtract_ranges(in_a, in_b));
    return true;
  });
  return out.finish();
}

// Halves, so that each box takes part in log(n) unions instead of n.
BoxList unite_clipped(std::span<const ServiceBox> boxes) {
  if (boxes.empty()) return {};
  if (boxes.size() == 1) return clip(boxes.front());
  const std::size_t half = boxes.size() / 2;
  return unite_boxes(unite_clipped(boxes.first(half)), unite_clipped(boxes.subspan(half)));
}

ServiceBox everything(Family family) {
  return {family, 0, protocol::kLast, kAllPorts, kAllPorts};
}

}  // namespace

ServiceSet ServiceSet::all() {
  static const ServiceSet set = from_boxes({everything(Family::V4), everything(Family::V6)});
  return set;
}

ServiceSet ServiceSet::all(Family family) {
  static const ServiceSet v4 = from_boxes({everything(Family::V4)});
  static const ServiceSet v6 = from_boxes({everything(Family::V6)});
  return family == Family::V4 ? v4 : v6;
}

ServiceSet ServiceSet::of_protocol(std::uint8_t number) {
  ServiceBox v4{Family::V4, number, number, kAllPorts, kAllPorts};
  ServiceBox v6 = v4;
  v6.family = Family::V6;
  if (number == protocol::kIcmp) return from_boxes({v4});
  if (number == protocol::kIcmp6) return from_boxes({v6});
  return from_boxes({v4, v6});
}

ServiceSet ServiceSet::ports(std::uint8_t number, NumberRange source, NumberRange destination) {
  SGC_ASSERT(detail_of(Family::V4, number) == Detail::Ports, "only tcp, udp and sctp have ports");
  return from_boxes(
      {{Family::V4, number, number, source, destination}, {Family::V6, number, number, source, destination}});
}

ServiceSet ServiceSet::icmp(Family family, NumberRange type, NumberRange code) {
  const std::uint8_t number = family == Family::V4 ? protocol::kIcmp : protocol::kIcmp6;
  return from_boxes({{family, number, number, type, code}});
}

ServiceSet ServiceSet::from_boxes(std::vector<ServiceBox> boxes) {
  return ServiceSet(unite_clipped(boxes));
}

bool ServiceSet::empty(Family family) const {
  return std::none_of(boxes_.begin(), boxes_.end(),
                      [family](const ServiceBox& box) { return box.family == family; });
}

bool ServiceSet::contains(const ServicePoint& point) const {
  return std::any_of(boxes_.begin(), boxes_.end(), [&point](const ServiceBox& box) {
    return box.family == point.family && box.first_protocol <= point.protocol &&
           point.protocol <= box.last_protocol && box.a.contains(point.a) && box.b.contains(point.b);
  });
}

bool ServiceSet::contains(const ServiceSet& other) const {
  return walk(boxes_, other.boxes_,
              [](Lines, auto mine, auto theirs) { return ranges_contain(mine, theirs); });
}

bool ServiceSet::overlaps(const ServiceSet& other) const {
  return !walk(boxes_, other.boxes_,
               [](Lines, auto mine, auto theirs) { return !ranges_overlap(mine, theirs); });
}

ServiceSet ServiceSet::restricted_to(Family family) const {
  ServiceSet restricted;
  std::copy_if(boxes_.begin(), boxes_.end(), std::back_inserter(restricted.boxes_),
               [family](const ServiceBox& box) { return box.family == family; });
  return restricted;
}

ServiceSet unite(const ServiceSet& a, const ServiceSet& b) {
  return ServiceSet(unite_boxes(a.boxes_, b.boxes_));
}

ServiceSet intersect(const ServiceSet& a, const ServiceSet& b) {
  return ServiceSet(intersect_boxes(a.boxes_, b.boxes_));
}

ServiceSet subtract(const ServiceSet& a, const ServiceSet& b) {
  return ServiceSet(subtract_boxes(a.boxes_, b.boxes_));
}

std::size_t ServiceSet::hash() const {
  std::size_t hash = boxes_.size();
  for (const ServiceBox& box : boxes_) {
    const auto family = static_cast<std::uint64_t>(box.family);
    hash = mix_hash(hash, family << 16U | std::uint64_t{box.first_protocol} << 8U | box.last_protocol);
    hash = mix_hash(hash, std::uint64_t{box.a.first} << 48U | std::uint64_t{box.a.last} << 32U |
                              std::uint64_t{box.b.first} << 16U | box.b.last);
  }
  return hash;
}

}  // namespace sgc
