// What may happen to packets in some statements while sets of intervals have no elements yet: what load_guard.h decides
// by when a file is made, and read_guard.h when one is read.
#pragma once

#include "compiler/ir/rule.h"

namespace sgc::nftables {

struct Outlook {
  bool takes_away = false;  // some
  bool misses = false;      // some that it should take away come further
  bool accepts = false;     // some
  bool opens = false;       // some that were missed are accepted

  static Outlook of_verdict(ir::Verdict verdict) {
    const bool accepted = verdict == ir::Verdict::Allow;
    return {!accepted, false, accepted, false};
  }

  void add_behind(const Outlook& next) {
    opens = opens || next.opens || (misses && next.accepts);
    add_beside(next);
  }

  // Before: no packet meets both.
  void add_beside(const Outlook& other) {
    takes_away = takes_away || other.takes_away;
    misses = misses || other.misses;
    accepts = accepts || other.accepts;
    opens = opens || other.opens;
  }

  // What comes here only if a set, or a map, of intervals says so.
  Outlook behind_intervals() const { return {takes_away, takes_away, accepts, opens}; }
};

}  // namespace sgc::nftables
