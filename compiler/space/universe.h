// One address family of an index: its rules, and the structures in which they are found.
#pragma once

#include "compiler/space/pair_index.h"

namespace sgc::space {

// The rectangles of each service set.
class ServiceTable {
 public:
  ServiceNumber add(std::span<const Rect> rects);  // of one or more

  std::span<const Rect> operator[](ServiceNumber service) const {
    return {rects_.data() + begin_[service], rects_.data() + begin_[service + 1]};
  }
  const Rect& bounds(ServiceNumber service) const { return bounds_[service]; }  // the least around all of them
  std::size_t size() const { return bounds_.size(); }

 private:
  std::vector<std::uint32_t> begin_{0};
  std::vector<Rect> rects_;
  std::vector<Rect> bounds_;
};

// Packets: each source with each destination and each service. The nodes of a side are disjoint and ascend.
struct Area {
  std::span<const Node> sources;
  std::span<const Node> destinations;
  std::span<const Rect> services;
  SetNumber source_set = kNone;  // whose nodes these are, where they are all of one set: what is known of it is kept
  SetNumber destination_set = kNone;

  bool empty() const { return sources.empty() || destinations.empty() || services.empty(); }
};

// Packets that no rule tells apart: a cell, a cell, and one place of the plane.
struct Spot {
  Node source = 0;
  Node destination = 0;
  Rect service;
};

constexpr std::uint32_t kNoLog = 0;
constexpr std::uint32_t kAnyLog = UINT32_MAX;

struct Universe {
  Family family = Family::V4;
  Laminar sources;
  Laminar destinations;
  ServiceTable services;
  std::vector<PlacedRule> rules;    // by RuleNumber
  std::vector<PlacedRule> regions;  // by the number of the region
  PairIndex pairs;
  std::span<const ir::Verdict> verdicts;     // by RuleNumber, for both families the same
  std::span<const std::uint32_t> logs;       // likewise; kNoLog, or a number for each way to log

  const Laminar& side(Side side) const { return side == Side::Source ? sources : destinations; }

  // Nothing of this family in it: an empty area.
  Area area_of(const PlacedRule& rule) const;

  bool services_contain(ServiceNumber outer, ServiceNumber inner) const;
};

}  // namespace sgc::space
