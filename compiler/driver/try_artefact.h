// Tries one artefact against this machine's kernel, applying nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sgc::driver {

struct Trial {
  enum class State : std::uint8_t {
    Accepted,
    Refused,
    Untried,      // the tool that would try it is not installed
    NotForHosts,  // a cloud's file
  };

  std::string file;  // relative to the folder
  State state = State::NotForHosts;
  std::string tool;     // that tried it, or is missing
  std::string message;  // of the refusal: what, and which object
};

std::string_view to_string(Trial::State state);

// `path` is relative to `directory`. Before: the process is in a private namespace.
Trial try_artefact(const std::string& directory, const std::string& path);

}  // namespace sgc::driver
