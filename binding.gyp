{
  "targets": [
    {
      "target_name": "sysshark",
      "type": "none",
      "actions": [
        {
          "action_name": "cmake",
          "inputs": ["native/CMakeLists.txt"],
          "outputs": ["build/Release/sysshark.node"],
          "action": ["npx", "--no-install", "cmake-js", "compile", "-d", "native", "-O", "build"]
        }
      ]
    }
  ]
}
