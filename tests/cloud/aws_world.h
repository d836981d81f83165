// A policy, its plan applied to AWS in small, and where the two differ.
#pragma once

#include <optional>

#include "tests/cloud/aws_service.h"
#include "tests/cloud/compiled.h"

namespace sgc::cloud_test {

class AwsWorld {
 public:
  // Applies the plan; throws where the service refuses a call.
  AwsWorld(const ir::Policy& policy, const std::vector<targets::OutputFile>& files);

  // A packet that the policy and the service judge differently, as a sentence. At most `most` packets a list.
  std::optional<std::string> difference(std::size_t most, std::uint64_t seed) const;

  std::size_t asked() const { return asked_; }  // packets so far

 private:
  bool is_classic(const ir::Point& point) const;
  std::vector<std::string> ids_of(const ir::Point& point) const;  // of all groups that a point is spread on
  std::optional<bool> passes(const ir::Point& point, ir::Direction direction, const ir::Packet& packet) const;

  const ir::Policy& policy_;
  AwsService service_;
  std::map<std::string, std::string> ids_;  // by placeholder
  mutable std::size_t asked_ = 0;
};

}  // namespace sgc::cloud_test
