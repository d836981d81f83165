// How the tree of laminar.h grows: prefixes of the ordinary sets, sorted, are its branches; a walk over all addresses
// finds what each branch leaves between its children; huge sets divide that into classes, which become leaves.
#pragma once

#include "compiler/net/prefix.h"
#include "compiler/space/huge_sets.h"
#include "compiler/space/laminar.h"

namespace sgc::space {

template <class Number>
class LaminarBuilder {
 public:
  LaminarBuilder(std::span<const RangeView<Number>> sets, std::size_t huge);

  Laminar build();

 private:
  struct Entry {  // a prefix of a set
    Number first{};
    std::uint32_t length = 0;
    SetNumber set = 0;
  };
  struct Branch {  // a prefix
    Number first{};
    Number last{};
    Node parent = kNone;
    Node last_below = 0;  // the last branch of its subtree
  };
  // Addresses of a branch's cell that the same huge sets hold; mask 0 is the branch's own cell.
  struct Class {
    Node branch = 0;
    Mask mask = 0;
    Number example{};
    double size = 0;
    bool liked = false;  // the example is one that readers know
    std::uint32_t next = kNone;  // of the same branch
  };
  struct Unmeasured {
    std::uint32_t inside = 0;  // classes
    std::uint32_t outside = 0;
    Number first{};
    Number last{};
    unsigned bit = 0;
  };

  void sort_prefixes(std::span<const RangeView<Number>> sets);
  void plant();
  void walk();
  void enter(Node branch);
  void leave_gap(Node branch, Number first, Number last);
  void divide_by_one(Node branch, Mask whole, Mask partial, Number first, Number last);
  std::uint32_t add(Node branch, Mask mask, Number first, Number last, double size);

  void number();
  void number_branches(Laminar& tree) const;
  void number_classes(Laminar& tree) const;
  void number_sets(Laminar& tree) const;
  Node number_of(const Class& c) const;

  std::size_t set_count_;
  HugeSets<Number> huge_;
  std::vector<Entry> entries_;
  std::vector<Branch> branches_;
  std::vector<std::uint32_t> entry_branch_;
  std::vector<Mask> held_;  // by branch: huge sets that hold all of it
  std::vector<Mask> tops_;  // by branch: those of them that do not hold its parent
  std::vector<Class> classes_;
  std::vector<std::uint32_t> first_class_;  // by branch
  std::vector<Unmeasured> unmeasured_;
  std::vector<Node> number_;           // by branch, in the finished tree
  std::vector<std::uint32_t> ordinal_; // by class: its place among the leaves of its branch
};

}  // namespace sgc::space
