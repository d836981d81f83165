// What a plan costs against the cloud's quotas, object by object, and who takes it. A plan over a quota would fail
// halfway through, so it is refused before anything is written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/diag/sink.h"
#include "targets/cloud/json_text.h"
#include "targets/cloud/quota.h"

namespace sgc::targets::cloud {

// A rule, a set or an object that takes `used` units of a line.
struct Taker {
  Span where;
  std::string what;  // "this rule"
  std::uint64_t used = 0;
};

struct BillLine {
  std::string object;        // whose quota it is: a point's name, or "the plan"
  std::string_view quota;    // the quota's name
  std::uint64_t used = 0;
  Span where;
  std::vector<Taker> takers;
  std::string help;          // how to do with less

  std::uint64_t limit = 0;   // this and the rest: from the quota, by Bill::add
  std::string_view what = {};
  bool of_account = false;
};

class Bill {
 public:
  explicit Bill(const Quotas& quotas) : quotas_(quotas) {}

  void add(BillLine line);

  std::span<const BillLine> lines() const { return lines_; }

 private:
  const Quotas& quotas_;
  std::vector<BillLine> lines_;
};

// Reports each line over its quota as an error that names what takes most. Over a quota of the whole account it is a
// warning: the account may hold more than the policy, or have a raised quota, and calls that only create fail before
// anything is in force.
void report_over_quota(const Bill& bill, std::string_view cloud, Sink& sink);

// The lines as they stand in a plan, by object in the order of adding.
Json bill_json(const Bill& bill);

}  // namespace sgc::targets::cloud
