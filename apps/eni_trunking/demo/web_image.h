#pragma once
/// The image of the demo's containers, made on the spot: one static program of this project's (demo/web), which is in this one.
#include <string>
#include <string_view>

namespace eni::command {

inline constexpr const char* kWebImage = "eni-trunking-demo:1";

/// An archive as `docker save` writes it, of an image of this machine's architecture with the program as its only file.
std::string web_image_archive(std::string_view program);
/// The same of the program that this one carries.
std::string web_image_archive();

}  // namespace eni::command
