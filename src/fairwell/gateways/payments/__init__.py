"""Payment gateways: the interface every provider keeps, the choice by name, and the sandbox."""
