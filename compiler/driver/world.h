// What a run sees of the process it lives in: streams, environment, clock. Handed from main to the commands,
// so that a test can run one with streams and days of its own.
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sgc::driver {

struct World {
  std::FILE* in = nullptr;
  std::FILE* out = nullptr;
  std::FILE* err = nullptr;
  bool err_is_terminal = false;
  std::function<std::optional<std::string>(const char* name)> variable;
  std::function<std::int64_t()> seconds_since_1970;
};

// That of this process.
World process_world();

// All of standard input; nothing, and errno, where it cannot be read.
std::optional<std::string> read_all(std::FILE* stream);

// Returns whether everything reached the stream; errno says why not.
bool print(std::FILE* stream, std::string_view text);

}  // namespace sgc::driver
