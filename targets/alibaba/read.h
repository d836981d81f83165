// An emitted plan back into the model, from its text alone: what `--verify` holds against the policy.
#pragma once

#include <stdexcept>
#include <string>

#include "targets/alibaba/model.h"
#include "targets/alibaba/options.h"
#include "targets/target.h"

namespace sgc::targets::alibaba {

// A plan that does not say what a plan says.
class Unreadable : public std::runtime_error {
 public:
  Unreadable(std::string file, const std::string& what) : std::runtime_error(what), file_(std::move(file)) {}
  const std::string& file() const { return file_; }

 private:
  std::string file_;  // "alibaba/05-AuthorizeSecurityGroup.json"
};

// The groups and instances of a plan, its ids taken back to the points that they stand for. Throws Unreadable.
// Descriptions and places are left out.
Model read(std::span<const OutputFile> files, const ir::Policy& policy, const Options& options);

}  // namespace sgc::targets::alibaba
