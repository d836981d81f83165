// A policy's plan put in force at a TencentService, and held against the policy packet by packet.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "tests/cloud/compiled.h"
#include "tests/cloud/tencent_service.h"

namespace sgc::cloud_test {

class TencentWorld {
 public:
  // Applies the files (of a compilation, or changed after it). Throws what the service or the plan's runner throws.
  TencentWorld(const ir::Policy& policy, const std::vector<targets::OutputFile>& files);

  // The first packet on which a point of the policy and the service differ, in words. `most` packets a list.
  std::optional<std::string> difference(std::size_t most, std::uint64_t seed) const;

  // How many packets difference() asked about.
  std::size_t asked() const { return asked_; }

  const TencentService& service() const { return service_; }
  std::string id(const std::string& placeholder) const { return ids_.at(placeholder); }
  bool has_id(const std::string& placeholder) const { return ids_.contains(placeholder); }

 private:
  std::optional<bool> passes(const ir::Point& point, ir::Direction direction, const ir::Packet& packet) const;
  std::string id_of(const ir::Point& point) const;

  const ir::Policy& policy_;
  TencentService service_;
  std::map<std::string, std::string> ids_;
  mutable std::size_t asked_ = 0;
};

}  // namespace sgc::cloud_test
