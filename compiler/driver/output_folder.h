// The output folder, made where it is missing, and unmade where the run comes to nothing.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sgc::driver {

class OutputFolder {
 public:
  explicit OutputFolder(const std::string& directory);
  ~OutputFolder();  // removes the folders that it made, as far as they are empty, unless keep() was called
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  // Why there is no such folder, where there is none.
  const std::optional<std::string>& fault() const { return fault_; }

  void keep() { made_.clear(); }

 private:
  std::vector<std::filesystem::path> made_;  // outermost first
  std::optional<std::string> fault_;
};

}  // namespace sgc::driver
