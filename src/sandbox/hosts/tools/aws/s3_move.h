#pragma once
/// `aws s3 cp`, `mv` and `sync`.
#include "sandbox/hosts/tools/aws/s3_transfer.h"

namespace eni::sandbox::hosts::tools::aws_cli {

enum class SourceFile : std::uint8_t { kKept, kRemoved };

/// cp and mv: one file or object, or with --recursive all below a folder or prefix. @return  the exit code
Task<int> run_move(S3Transfer& transfer, SourceFile source);
/// sync: all below `from`.
Task<int> move_all(S3Transfer& transfer, std::string from, std::string to, SourceFile source);

}  // namespace eni::sandbox::hosts::tools::aws_cli
