// A plan as somebody may have left it: plan.json changed by hand, and the files of its calls along with it.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/cloud/compiled.h"

namespace sgc::cloud_test {

using PlanChange = std::function<void(nlohmann::ordered_json& plan)>;

// The files after `change` of plan.json. The file that a call names says what its request says then.
std::vector<targets::OutputFile> changed(const Compiled& compiled, const PlanChange& change);

// What `sgc verify` says of these files, a line each; empty where it proves them right.
std::string complaints(const Compiled& compiled, std::string_view target, const std::vector<targets::OutputFile>& files);

// The first call of this action, and, where one is given, of this object.
nlohmann::ordered_json& call_in(nlohmann::ordered_json& plan, std::string_view action, std::string_view object = {});

}  // namespace sgc::cloud_test
