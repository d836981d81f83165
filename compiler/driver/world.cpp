#include "compiler/driver/world.h"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <ctime>

namespace sgc::driver {

World process_world() {
  World world;
  world.in = stdin;
  world.out = stdout;
  world.err = stderr;
  world.err_is_terminal = isatty(STDERR_FILENO) == 1;
  world.variable = [](const char* name) -> std::optional<std::string> {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
  world.seconds_since_1970 = [] { return static_cast<std::int64_t>(std::time(nullptr)); };
  return world;
}

std::optional<std::string> read_all(std::FILE* stream) {
  constexpr std::size_t kPiece = 1U << 16U;
  std::string text;
  std::size_t got = 0;
  do {
    const std::size_t before = text.size();
    text.resize(before + kPiece);
    got = std::fread(text.data() + before, 1, kPiece, stream);
    text.resize(before + got);
  } while (got != 0);
  return std::ferror(stream) != 0 ? std::nullopt : std::optional(std::move(text));
}

bool print(std::FILE* stream, std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stream) == text.size() && std::fflush(stream) == 0;
}

}  // namespace sgc::driver
