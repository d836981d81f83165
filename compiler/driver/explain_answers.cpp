#include "compiler/driver/explain_answers.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "compiler/ir/address_classes.h"

namespace sgc::driver {
namespace {

// Echo request and reply of both families: a reply has the other type.
constexpr std::array<std::uint16_t, 4> kEchoTypes{0, 8, 128, 129};

constexpr std::uint16_t kUsualClientPort = 40000;

// ---- cutting ------------------------------------------------------------------------------------

std::vector<const AddressSet*> address_cutters(const ir::Policy& policy) {
  std::set<ir::AddressSetId> ids;
  for (const ir::Point& point : policy.points) {
    ids.insert(point.addresses);
    if (const auto* balancer = point.load_balancer()) ids.insert(balancer->vips);
    for (const ir::Direction direction : ir::kDirections) {
      for (const ir::Rule& rule : point.list(direction).rules) {
        ids.insert(policy.whos[rule.source].addresses);
        ids.insert(policy.whos[rule.destination].addresses);
      }
    }
  }
  std::vector<const AddressSet*> cutters;
  for (const ir::AddressSetId id : ids) {
    if (id.known()) cutters.push_back(&policy.addresses(id));
  }
  return cutters;
}

// Where the first and the second number (ports; type and code) of packets of a protocol may begin to be treated in another
// way.
class Cuts {
 public:
  Cuts(const ir::Policy& policy, std::uint8_t number) : policy_(policy), number_(number) {
    for (const ir::Point& point : policy.points) cut_by(point);
    if (number != protocol::kIcmp && number != protocol::kIcmp6) return;
    for (const std::uint16_t type : kEchoTypes) around(first_, {type, type});
  }

  std::vector<NumberRange> first(NumberRange whole) const { return cut(whole, first_); }
  std::vector<NumberRange> second(NumberRange whole) const { return cut(whole, second_); }

 private:
  using Places = std::set<std::uint32_t>;

  static void around(Places& places, NumberRange range) {
    places.insert(range.first);
    places.insert(range.last + 1U);
  }

  static std::vector<NumberRange> cut(NumberRange whole, const Places& places) {
    std::vector<NumberRange> pieces;
    std::uint32_t first = whole.first;
    for (auto at = places.upper_bound(first); at != places.end() && *at <= whole.last; ++at) {
      pieces.push_back({static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(*at - 1)});
      first = *at;
    }
    pieces.push_back({static_cast<std::uint16_t>(first), whole.last});
    return pieces;
  }

  void cut_by(const ir::Point& point) {
    const bool asks_replies = point.acl() != nullptr;  // in which the numbers are exchanged
    for (const ir::Direction direction : ir::kDirections) {
      for (const ir::Rule& rule : point.list(direction).rules) {
        if (done_.insert({rule.service, asks_replies}).second) cut_by(policy_.service_set(rule.service), asks_replies);
      }
    }
    const auto* balancer = point.load_balancer();
    if (balancer == nullptr) return;
    for (const ir::Listener& listener : balancer->listeners) around(second_, {listener.port, listener.port});
  }

  void cut_by(const ServiceSet& services, bool asks_replies) {
    for (const ServiceBox& box : services.boxes()) {
      if (number_ < box.first_protocol || box.last_protocol < number_) continue;
      around(first_, box.a);
      around(second_, box.b);
      if (!asks_replies) continue;
      around(first_, box.b);
      around(second_, box.a);
    }
  }

  const ir::Policy& policy_;
  std::uint8_t number_;
  std::set<std::pair<ir::ServiceSetId, bool>> done_;
  Places first_;
  Places second_;
};

// The number that speaks for a piece: of source ports one that clients use, where the piece has it; never 0
// where there is another.
std::uint16_t example_of(NumberRange piece, std::uint16_t usual) {
  if (usual != 0 && piece.contains(usual)) return usual;
  return piece.first == 0 && piece.last > 0 ? 1 : piece.first;
}

NumberRange clipped(NumberRange range, NumberRange to) {
  return {std::max(range.first, to.first), std::min(range.last, to.last)};
}

// ---- sampling -------------------------------------------------------------------------------------

// One packet that speaks for all between these addresses with these numbers.
struct Sample {
  ir::Packet packet;
  const AddressSet* from = nullptr;
  const AddressSet* to = nullptr;
  ServiceBox box;
};

Sample sample_of(const PacketQuery& query, const AddressSet& from, const AddressSet& to, NumberRange a,
                 NumberRange b) {
  const Address source = *from.front();
  const Address destination = *to.front();
  const std::uint16_t first = example_of(a, kUsualClientPort);
  const std::uint16_t second = example_of(b, b.first);
  return {{source.family, query.protocol, source.value, destination.value, first, second},
          &from,
          &to,
          {source.family, query.protocol, query.protocol, a, b}};
}

// One for each kind of packet; nothing where there are more than kMostPackets.
std::optional<std::vector<Sample>> samples_of(const PacketQuery& query, const std::vector<AddressSet>& froms,
                                              const std::vector<AddressSet>& tos, const Cuts& cuts) {
  std::vector<Sample> samples;
  for (const AddressSet& from : froms) {
    const Family family = from.front()->family;
    const NumberRange full = full_range(detail_of(family, query.protocol));
    const auto firsts = cuts.first(clipped(query.a, full));
    const auto seconds = cuts.second(clipped(query.b, full));
    for (const AddressSet& to : tos) {
      if (to.front()->family != family) continue;
      if (samples.size() + firsts.size() * seconds.size() > kMostPackets) return std::nullopt;
      for (const NumberRange a : firsts) {
        for (const NumberRange b : seconds) samples.push_back(sample_of(query, from, to, a, b));
      }
    }
  }
  return samples;
}

// ---- gathering ----------------------------------------------------------------------------------

// What makes two packets the same answer: the same lists, each decided by the same rule.
using Key = std::vector<std::tuple<std::uint32_t, ir::Step::Kind, ir::Direction, bool, std::size_t>>;

Key key_of(const ir::Way& way) {
  Key key;
  for (const ir::Step& step : way.steps) {
    key.emplace_back(step.point.index, step.kind, step.direction, step.reply,
                     step.decision.rule.value_or(SIZE_MAX));
  }
  return key;
}

class Gathering {
 public:
  void add(const Sample& sample, ir::Way way) {
    const auto [at, is_new] = index_.emplace(key_of(way), answers_.size());
    if (is_new) {
      answers_.push_back({way, sample.packet, {}});
      boxes_.emplace_back();
    }
    Answer& answer = answers_[at->second];
    if (sample.packet.a == kUsualClientPort && answer.example.a != kUsualClientPort) {
      answer.way = std::move(way);  // the same lists and rules, with a packet that one sees
      answer.example = sample.packet;
    }
    auto& boxes = boxes_[at->second][{sample.from, sample.to}];
    if (boxes.empty() || boxes.back() != sample.box) boxes.push_back(sample.box);
  }

  std::vector<Answer> finish() {
    for (std::size_t i = 0; i < answers_.size(); ++i) answers_[i].kinds = kinds_of(boxes_[i]);
    return std::move(answers_);
  }

 private:
  using Ends = std::pair<const AddressSet*, const AddressSet*>;
  using BoxesByEnds = std::map<Ends, std::vector<ServiceBox>>;

  // Ends that share everything else become one kind: first those to the same services from the same source,
  // then those from several sources.
  static std::vector<PacketKind> kinds_of(BoxesByEnds& by_ends) {
    std::vector<PacketKind> kinds;
    for (auto& [ends, boxes] : by_ends) {
      kinds.push_back({*ends.first, *ends.second, ServiceSet::from_boxes(std::move(boxes))});
    }
    merge(kinds, &PacketKind::from, &PacketKind::to);
    merge(kinds, &PacketKind::to, &PacketKind::from);
    return kinds;
  }

  static void merge(std::vector<PacketKind>& kinds, AddressSet PacketKind::*same,
                    AddressSet PacketKind::*united) {
    std::vector<PacketKind> merged;
    for (PacketKind& kind : kinds) {
      const auto partner = std::find_if(merged.begin(), merged.end(), [&](const PacketKind& other) {
        return other.*same == kind.*same && other.services == kind.services;
      });
      if (partner == merged.end()) {
        merged.push_back(std::move(kind));
      } else {
        AddressSet& grown = (*partner).*united;
        grown = unite(grown, kind.*united);
      }
    }
    kinds = std::move(merged);
  }

  std::map<Key, std::size_t> index_;
  std::vector<Answer> answers_;
  std::vector<BoxesByEnds> boxes_;  // by answer
};

std::vector<ir::Way> ask(const ir::Policy& policy, const PacketQuery& query,
                         const std::optional<OneList>& only, const ir::Packet& packet) {
  if (!only) return trace(policy, {packet, query.from.point, query.to.point});

  const ir::Decision decision = evaluate(policy, policy.point(only->point).list(only->direction), packet);
  return {
      {{{ir::Step::Kind::List, only->point, only->direction, false, packet, decision}}, decision.verdict}};
}

}  // namespace

std::optional<std::vector<Answer>> answers(const ir::Policy& policy, const PacketQuery& query,
                                           const std::optional<OneList>& only) {
  const auto cutters = address_cutters(policy);
  const auto froms = ir::address_classes(query.from.addresses, cutters);
  const auto tos = ir::address_classes(query.to.addresses, cutters);
  const auto samples = samples_of(query, froms, tos, Cuts(policy, query.protocol));
  if (!samples) return std::nullopt;

  Gathering gathering;
  for (const Sample& sample : *samples) {
    for (ir::Way& way : ask(policy, query, only, sample.packet)) gathering.add(sample, std::move(way));
  }
  return gathering.finish();
}

}  // namespace sgc::driver
