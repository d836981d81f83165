// An emitted plan back into the model, from its text alone: what `--verify` holds against the policy.
#pragma once

#include <stdexcept>
#include <string>

#include "targets/target.h"
#include "targets/tencent/model.h"
#include "targets/tencent/options.h"

namespace sgc::targets::tencent {

// A plan that does not say what a plan says.
class Unreadable : public std::runtime_error {
 public:
  Unreadable(std::string file, const std::string& what) : std::runtime_error(what), file_(std::move(file)) {}
  const std::string& file() const { return file_; }

 private:
  std::string file_;  // "tencent/05-ModifySecurityGroupPolicies.json"
};

// The groups, templates, instances and ACLs of a plan, its ids taken back to the points that they stand for. Throws
// Unreadable. A template's or group's `where` is unknown, and descriptions are left out.
Model read(std::span<const OutputFile> files, const ir::Policy& policy, const Options& options);

}  // namespace sgc::targets::tencent
