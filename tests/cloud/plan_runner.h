// Applies a plan as the README of plans says to, call by call, to something that plays the cloud: ids that calls
// create take the place of their placeholders, and what the plan promises of itself is checked on the way.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "targets/target.h"

namespace sgc::cloud_test {

using nlohmann::json;

struct PlannedCall {
  std::string phase;
  std::string service;
  std::string action;
  std::string version;
  std::string object;
  json request;
};

class Cloud {
 public:
  virtual ~Cloud() = default;

  // Makes the call and returns its answer. Throws where the service would refuse it.
  virtual json answer(const PlannedCall& call) = 0;
};

// Throws std::runtime_error with a sentence where the plan is not what the README says. `inputs` are the ids for what
// the plan asks for, by placeholder; missing ones are made up. Returns all ids by placeholder.
std::map<std::string, std::string> run_plan(const std::vector<targets::OutputFile>& files, Cloud& cloud,
                                            std::map<std::string, std::string> inputs = {});

}  // namespace sgc::cloud_test
