// A policy's plan put in force at an AlibabaService, and held against the policy packet by packet.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "tests/cloud/alibaba_service.h"
#include "tests/cloud/compiled.h"

namespace sgc::cloud_test {

class AlibabaWorld {
 public:
  // Applies the files (of a compilation, or changed after it). Throws what the service or the plan's runner throws.
  AlibabaWorld(const ir::Policy& policy, const std::vector<targets::OutputFile>& files);

  // The first packet on which a point of the policy and the service differ, in words, whether or not references match
  // IPv6 members. `most` packets a list. Ports 0, which no rule can name, are not asked about.
  std::optional<std::string> difference(std::size_t most, std::uint64_t seed);

  // How many packets difference() asked about.
  std::size_t asked() const { return asked_; }

 private:
  void make_cloud(std::map<std::string, std::string>& inputs);
  std::vector<std::string> groups_of(const ir::Point& point) const;
  bool is_classic(const ir::Point& point) const;
  std::vector<ir::Packet> packets(const ir::Point& point, ir::Direction direction, std::size_t most, std::uint64_t seed) const;
  std::optional<std::string> difference(const ir::Point& point, ir::Direction direction, std::size_t most, std::uint64_t seed);

  const ir::Policy& policy_;
  AlibabaService service_;
  std::map<std::string, std::string> ids_;
  std::size_t asked_ = 0;
};

}  // namespace sgc::cloud_test
