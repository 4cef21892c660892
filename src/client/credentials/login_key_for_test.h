#pragma once
/// A key as `aws login` makes one, for tests alone; nothing was ever given to its owner.

namespace eni::client {

inline constexpr const char* kLoginKey =
    "-----BEGIN EC PRIVATE KEY-----\n"
    "MHcCAQEEICkL7h06r8x8d2GFca6J02jtQ2z3/HA8mkI1penxu8c0oAoGCCqGSM49\n"
    "AwEHoUQDQgAEl47Sxl17bwv8XVrF/KDUD9MjSKnLr7Jg/J49IfONh6JTnT/0kXw9\n"
    "8/mY+1vXd0sN5o1+tHdmP/u7khehff+WUQ==\n"
    "-----END EC PRIVATE KEY-----\n";

/// The point of its public key.
inline constexpr const char* kLoginKeyX = "l47Sxl17bwv8XVrF_KDUD9MjSKnLr7Jg_J49IfONh6I";
inline constexpr const char* kLoginKeyY = "U50_9JF8PfP5mPtb13dLDeaNfrR3Zj_7u5IXoX3_llE";

}  // namespace eni::client
