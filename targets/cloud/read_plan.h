// An emitted plan from its text alone: `plan.json` and a file for each of its calls, which is that call's request.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "targets/target.h"

namespace sgc::targets::cloud {

// A plan that does not say what a plan says.
class Unreadable : public std::runtime_error {
 public:
  Unreadable(std::string file, const std::string& what) : std::runtime_error(what), file_(std::move(file)) {}
  const std::string& file() const { return file_; }

 private:
  std::string file_;  // "aws/05-AuthorizeSecurityGroupIngress.json"
};

// Hands the calls of the plan in `folder` to `read_call` in their order, and then says that this were all. What either
// throws becomes Unreadable, with the file that it was about.
void read_plan(std::span<const OutputFile> files, std::string_view folder,
               const std::function<void(const nlohmann::json& call)>& read_call, const std::function<void()>& all_read);

}  // namespace sgc::targets::cloud
